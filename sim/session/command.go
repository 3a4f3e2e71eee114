package session

import (
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/world"
)

// Command is something that one key or button does.
type Command uint8

// The commands. Curl and Straighten stand for five each, by finger.
const (
	NextGesture Command = iota
	PreviousGesture
	NextPerson
	NextScene
	OtherSide
	OtherHand
	NextProfile
	MoreChannels
	FewerChannels
	Pause
	SingleStep
	SlowMotion
	BreakSensors
	HealSensors
	DropBall
	ClearAway
	EndLead
	TurnDown
	TurnUp
	Earlier
	Later
	ToEnd
	NextLanguage
	StartGame
	Curl
	Straighten  = Curl + hand.NumFingers
	NumCommands = int(Straighten) + hand.NumFingers
)

// What one press of a key does. Design values.
const (
	keyCurl      = 0.20 // rad
	keyTurn      = 0.15 // rad
	keySteps     = 10   // of the loop: long enough to be seen
	keySlow      = 0.25 // of the usual speed
	keyBreak     = 0.10 // of the channels, at every press more
	keyBall      = 0.15 // m above the palm
	keyPeople    = 8    // that are gone round
	mostChannels = 16 * glove.DefaultChannels

	// Of an exhibit: while a glove of 16 times the usual channels is calibrated, 120 MB
	// more are in use, with one of four times 35 MB.
	mostExhibited = 4 * glove.DefaultChannels
)

// profiles are the glove's that NextProfile goes round.
var profiles = [...]string{"textile", "piezo", "ideal", "hypothetical"}

// Do carries a command out.
func (s *Session) Do(c Command) error {
	s.touch()
	if s.rewind(c) {
		return nil
	}
	next := s.wanted
	switch {
	case c >= Straighten && int(c) < NumCommands:
		return s.Curl(hand.Finger(c-Straighten), -keyCurl)
	case c >= Curl && c < Straighten:
		return s.Curl(hand.Finger(c-Curl), keyCurl)
	}
	switch c {
	case NextGesture:
		next.Recording, next.Gesture = nil, after(gesture.Names(), s.wanted.Gesture, 1)
	case PreviousGesture:
		next.Recording, next.Gesture = nil, after(gesture.Names(), s.wanted.Gesture, -1)
	case NextPerson:
		next.Recording, next.Person = nil, (s.wanted.Person+1)%keyPeople
	case NextScene:
		return s.nextScene()
	case OtherSide:
		next.Follow = 1 - s.wanted.Follow
	case OtherHand:
		next.Recording, next.Hand = nil, gesture.LeftHand
		if s.wanted.Hand == gesture.LeftHand {
			next.Hand = gesture.RightHand
		}
	case NextProfile:
		next.Profile = after(profiles[:], s.wanted.Profile, 1)
	case MoreChannels:
		most := mostChannels
		if s.opt.Kiosk {
			most = mostExhibited
		}
		next.Channels = max(min(2*len(s.live.factory), most), len(s.live.factory))
	case FewerChannels:
		next.Channels = max(len(s.live.factory)/2, glove.MinChannels)
	default:
		return s.doAtOnce(c)
	}
	return s.Change(next)
}

// doAtOnce carries out what changes no setup; unknown commands do nothing.
func (s *Session) doAtOnce(c Command) error {
	switch c {
	case Pause:
		s.SetPaused(!s.paused)
	case SingleStep:
		s.SetPaused(true)
		return s.Step(keySteps)
	case SlowMotion:
		if s.speed != 1 {
			return s.SetSpeed(1)
		}
		return s.SetSpeed(keySlow)
	case BreakSensors:
		share := float64(s.live.broken())/float64(len(s.live.factory)) + keyBreak
		return s.BreakShare(min(share, 1), s.wanted.Seed)
	case HealSensors:
		s.HealAll()
	case DropBall:
		return s.live.drop(keyBall)
	case ClearAway:
		next := s.wanted
		next.Scene = nil
		if err := s.Change(next); err != nil || s.building {
			return err
		}
		return s.live.fill(nil)
	case EndLead:
		return s.EndLead()
	case TurnDown:
		return s.Turn(keyTurn)
	case TurnUp:
		return s.Turn(-keyTurn)
	case NextLanguage:
		s.SetLanguage(s.language.Next())
	case StartGame:
		return s.PlayGame(false)
	}
	return nil
}

// after is the name so many places after another in a circle; an unknown or
// empty one stands for the first.
func after(names []string, name string, by int) string {
	at := max(slices.Index(names, name), 0)
	return names[(at+by+len(names))%len(names)]
}

// nextScene goes round the scenes that ship with the program.
func (s *Session) nextScene() error {
	name := "empty"
	if s.wanted.Scene != nil {
		name = s.wanted.Scene.Name
	}
	scene, err := world.LookupScene(after(world.SceneNames(), name, 1))
	if err != nil {
		return err
	}
	next := s.wanted
	next.Scene = scene
	return s.Change(next)
}

// Text names what the command does, for a list of keys.
func (c Command) Text() locale.Key {
	switch {
	case int(c) >= NumCommands:
		return locale.Nothing
	case c >= Straighten:
		return locale.DoStraighten
	case c >= Curl:
		return locale.DoCurl
	}
	return locale.DoNextGesture + locale.Key(c)
}
