package locale

var chinese = catalogue{
	ActMirror:  "一只手在动，机械臂如镜中之影，随即而动。",
	ActFingers: "手套上布满传感器，读取每根手指，不靠摄像头。",
	ActTouch:   "拇指碰到手指：皮肤感知位置与力度。",
	ActSigns:   "它会拼字母，也会打手语。",
	ActArm:     "肩、肘、腕：整条手臂都跟着动。",
	ActBroken:  "手套的传感器刚刚坏了五分之一，机械臂照样跟得上。",
	ActSlow:    "时间放慢到四分之一。你能看出手臂慢了多少吗？",
	ActCatch:   "手接住一个球，皮肤感到它的重量。",
	ActSamples: "金属、玻璃、木头、泡沫：指尖感得出不同。",
	ActInvite:  "轮到你了：拖动一个指尖。",

	YourTurn:      "拖动指尖或手腕，机械臂会像镜子一样跟随你。",
	Leading:       "由你带领",
	Carrying:      "松手放下，或抛出去",
	Building:      "正在校准手套……",
	Recovering:    "请稍候……",
	Paused:        "已暂停",
	SlowMotion:    "慢动作",
	BrokenSensors: "损坏的传感器",
}
