// things puts the scenes of sim/world's tests before MuJoCo and prints what becomes of
// them, one line of JSON each. It is built by hand, where Debian's libmujoco-dev is:
//
//	g++ -O2 -o /tmp/things testdata/peers/things.cc -lmujoco && /tmp/things
//
// The step is 1 ms, as ours; the solver is Newton's, and CG for the heap; the cone is
// elliptic; all else is MuJoCo's default.

#include <mujoco/mujoco.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace {

struct World {
  mjModel* m = nullptr;
  mjData* d = nullptr;
  // gravity falls along +x by angle (rad); friction is of all things and the floor.
  World(const std::string& bodies, double angle, double friction, const char* solver) {
    std::ostringstream xml;
    xml << "<mujoco><option timestep='0.001' cone='elliptic' solver='" << solver << "' gravity='"
        << 9.80665 * std::sin(angle) << " 0 " << -9.80665 * std::cos(angle) << "'/>"
        << "<size nconmax='1500' njmax='6000'/>"
        << "<default><geom condim='3' friction='" << friction << " 0 0'/></default>"
        << "<worldbody><geom type='plane' size='5 5 1'/>" << bodies << "</worldbody></mujoco>";
    const char* path = "/tmp/things.xml";
    std::ofstream(path) << xml.str();
    char error[1000] = "";
    m = mj_loadXML(path, nullptr, error, sizeof error);
    if (!m) {
      std::fprintf(stderr, "%s\n", error);
      std::exit(1);
    }
    d = mj_makeData(m);
  }
  ~World() {
    mj_deleteData(d);
    mj_deleteModel(m);
  }
  void run(double seconds) {
    for (int i = 0; i < std::lround(seconds * 1000); i++) mj_step(m, d);
  }
};

std::string body(const char* type, const char* size, double mass, double x, double y, double z, const char* turn = "") {
  std::ostringstream s;
  s << "<body pos='" << x << " " << y << " " << z << "' " << turn << "><freejoint/><geom type='" << type << "' size='" << size
    << "' mass='" << mass << "'/></body>";
  return s.str();
}

// stack prints how far any thing went after the first second of a minute, and how far
// it sank (mm).
void stack(const char* name, const std::string& bodies) {
  World w(bodies, 0, 0.5, "Newton");
  mj_forward(w.m, w.d);
  int n = w.m->nbody - 1;
  std::string start(reinterpret_cast<char*>(w.d->qpos), sizeof(mjtNum) * 7 * n);
  auto* first = reinterpret_cast<const mjtNum*>(start.data());
  w.run(1);
  std::string settled(reinterpret_cast<char*>(w.d->qpos), sizeof(mjtNum) * 7 * n);
  auto* then = reinterpret_cast<const mjtNum*>(settled.data());
  w.run(59);
  double crept = 0, sunk = 0;
  for (int i = 0; i < n; i++) {
    const mjtNum* q = w.d->qpos + 7 * i;
    crept = std::fmax(crept, std::hypot(std::hypot(q[0] - then[7 * i], q[1] - then[7 * i + 1]), q[2] - then[7 * i + 2]));
    sunk = std::fmax(sunk, first[7 * i + 2] - q[2]);
  }
  std::printf("{\"scene\": \"%s\", \"crept_mm\": %.3g, \"sunk_mm\": %.3g}\n", name, crept * 1e3, sunk * 1e3);
}

void stacks() {
  std::ostringstream boxes, pyramid;
  for (int i = 0; i < 10; i++) boxes << body("box", "0.02 0.02 0.02", 0.1, 1e-4 * (i % 2), 1e-4 * (i % 3 - 1), 0.02 + 0.04 * i);
  stack("10 boxes, out of line", boxes.str());
  for (int row = 0; row < 5; row++)
    for (int i = 0; i < 5 - row; i++) pyramid << body("box", "0.02 0.02 0.02", 0.1, 0.045 * (i + row / 2.0), 0, 0.02 + 0.04 * row);
  stack("pyramid of 15 boxes", pyramid.str());
  stack("1 kg on 12 g", body("cylinder", "0.035 0.045", 0.012, 0, 0, 0.045) + body("box", "0.03 0.03 0.03", 1, 0, 0, 0.12));
}

// slope prints by how much the acceleration down a slope differs from the textbook (%).
void slope(const char* name, const std::string& thing, double degrees, double friction, double want) {
  double angle = degrees * M_PI / 180;
  World w(thing, angle, friction, "Newton");
  w.run(0.3);
  double early = w.d->qvel[0];
  w.run(0.2);
  double rate = (w.d->qvel[0] - early) / 0.2;
  if (want > 0)
    std::printf("{\"scene\": \"%s\", \"acceleration_error_pct\": %.3g}\n", name, 100 * (rate / want - 1));
  else
    std::printf("{\"scene\": \"%s\", \"slid_mm_in_500_ms\": %.3g}\n", name, w.d->qpos[0] * 1e3);
}

void slopes() {
  const double g = 9.80665, rad = M_PI / 180;
  std::string block = body("box", "0.05 0.04 0.005", 0.2, 0, 0, 0.005);
  slope("block, 3 degrees steeper than friction", block, std::atan(0.5) / rad + 3, 0.5,
        g * (std::sin(std::atan(0.5) + 3 * rad) - 0.5 * std::cos(std::atan(0.5) + 3 * rad)));
  slope("block, 0.3 degrees flatter than friction", block, std::atan(0.5) / rad - 0.3, 0.5, 0);
  slope("rolling ball, 10 degrees", body("sphere", "0.03", 0.2, 0, 0, 0.03), 10, 0.9, 5.0 / 7 * g * std::sin(10 * rad));
  slope("rolling cylinder, 10 degrees", body("cylinder", "0.03 0.05", 0.3, 0, 0, 0.03, "euler='90 0 0'"), 10, 0.9,
        2.0 / 3 * g * std::sin(10 * rad));
}

void dominoes() {
  std::ostringstream row;
  for (int i = 0; i < 20; i++) row << body("box", "0.0035 0.012 0.024", 0.01, 0.025 * i, 0, 0.024);
  World w(row.str(), 0, 0.5, "Newton");
  w.run(0.5);
  w.d->qvel[4] = 6;
  w.d->qvel[0] = 6 * 0.024;
  w.run(2.5);
  int fell = 0;
  for (int i = 0; i < 20; i++) fell += w.d->xmat[9 * (i + 1) + 8] < 0.7;
  std::printf("{\"scene\": \"dominoes\", \"fell\": %d}\n", fell);
}

// heap is that of sim/world's BenchmarkAHundredBoxes: a step's time after 0.6 s.
void heap() {
  std::ostringstream s;
  const char* walls[] = {"size='0.2 0.2 0.01' pos='0 0 0.01'", "size='0.01 0.2 0.1' pos='0.21 0 0.1'", "size='0.01 0.2 0.1' pos='-0.21 0 0.1'",
                         "size='0.2 0.01 0.1' pos='0 0.21 0.1'", "size='0.2 0.01 0.1' pos='0 -0.21 0.1'"};
  for (auto wall : walls) s << "<geom type='box' " << wall << "/>";
  for (int i = 0; i < 100; i++) {
    std::ostringstream turn;
    turn << "euler='" << 5.73 * (i % 5) << " " << 4.01 * (i / 5 % 5) << " " << 11.46 * i << "'";
    s << body("box", "0.02 0.015 0.02", 0.05, 0.07 * (i % 5 - 2), 0.07 * (i / 5 % 5 - 2), 0.1 + 0.06 * (i / 25), turn.str().c_str());
  }
  World w(s.str(), 0, 0.5, "CG");
  w.run(0.6);
  auto cpu = [] { timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec * 1e3 + t.tv_nsec * 1e-6; };
  double start = cpu();
  w.run(1);
  std::printf("{\"scene\": \"100 boxes in a tray\", \"cpu_ms_per_step\": %.3g}\n", (cpu() - start) / 1000);
}

}  // namespace

int main() {
  std::printf("{\"mujoco\": \"%s\"}\n", mj_versionString());
  stacks();
  slopes();
  dominoes();
  heap();
}
