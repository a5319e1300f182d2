"""What the measuring scripts share: building our side, starting both sides, and what machine it is."""

import json
import os
import pathlib
import platform
import subprocess
import sys
from importlib import metadata

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # the OpenBLAS that ND4J brings is older than many processors and takes slow kernels for them
    "OPENBLAS_CORETYPE": "SKYLAKEX",
    "TORCHINDUCTOR_COMPILE_THREADS": "1",
}


def build():
    """Packs our side; set MAVEN_OPTS for another local repository."""
    command = ["mvn", "-q", "-B", "-Pbenchmarks", "-pl", "benchmarks", "package", "-DskipTests"]
    subprocess.run(command, cwd=HERE.parent, check=True)


def java(main, *arguments):
    """The command of one of our programs, with the JVM options of every run (`.mvn/jvm.config`)."""
    options = (HERE.parent / ".mvn" / "jvm.config").read_text().split()
    options = [option for option in options if not option.startswith("--add-")]
    if "avx512f" not in pathlib.Path("/proc/cpuinfo").read_text():
        ONE_THREAD.pop("OPENBLAS_CORETYPE", None)
    path = f"{HERE}/target/benchmarks.jar{os.pathsep}{HERE}/target/lib/*"
    return ["java", *options, "-cp", path, main, *map(str, arguments)]


class Side:
    """A process that says READY and answers each line it is told with RESULT and numbers."""

    def __init__(self, command, core=None, threads=ONE_THREAD):
        if core is not None:
            command = ["taskset", "-c", str(core), *command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**{name: value for name, value in os.environ.items() if name not in ONE_THREAD}, **threads},
        )
        self.ready = self._read("READY")

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def result(self):
        """The numbers it answers."""
        return [float(number) for number in self._read("RESULT").split()]

    def ask(self, line):
        """Its first number: samples a second."""
        return self.ask_all(line)[0]

    def ask_all(self, line):
        self.tell(line)
        return self.result()

    def _read(self, word):
        for line in self.process.stdout:
            if line.startswith(word):
                return line[len(word) :].strip()
        sys.exit(f"{self.process.args} ended with {self.process.wait()} before it said {word}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def machine():
    """Processor, versions and commit, for the results."""
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    java_version = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    git = ["git", "-C", str(HERE), "describe", "--always", "--dirty", "--abbrev=10"]
    facts = {
        "cpu": cpu[0],
        "cores": len(cpu),
        "system": platform.platform(),
        "java": java_version,
        "python": platform.python_version(),
        "commit": subprocess.run(git, capture_output=True, text=True).stdout.strip(),
    }
    for package in ("torch", "numpy", "keras", "jax", "neuralforecast"):
        try:
            facts[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            pass
    return facts


def write_machine(name):
    RESULTS.mkdir(exist_ok=True)
    facts = machine()
    (RESULTS / f"{name}.machine.json").write_text(json.dumps(facts, indent=2) + "\n")
    return facts
