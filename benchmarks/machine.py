"""What the machine says of processes: CPU, memory, load. Linux; elsewhere the figures are NaN and left out."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
FORGET_THE_PEAK = "5"
FIXED_WORK = range(200_000)  # adding them takes 3 ms or so


def cpu_seconds(processes: Iterable[int]) -> dict[int, float]:
    """CPU time that each of these processes has used so far, all threads. Empty where that can't be seen."""
    return {pid: _cpu_seconds_of(pid) for pid in processes} if PROC.is_dir() else {}


def cpu_spent(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """Seconds of CPU between two readings. One that has ended counts nothing. NaN: nothing to be seen, as of a server elsewhere."""
    return sum(max(after[pid] - seconds, 0) for pid, seconds in before.items()) if before else math.nan


def _cpu_seconds_of(pid: int) -> float:
    """In nanoseconds where the kernel counts them by thread, else in ticks. A process that has ended: 0."""
    total = 0.0
    try:
        for task in (PROC / str(pid) / "task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0]) / 1e9
            except FileNotFoundError:
                total += _ticks(task / "stat") / TICKS_PER_SECOND
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total


def _ticks(stat: Path) -> int:
    fields = stat.read_text().rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12])


def is_postgres(pid: int) -> bool:
    """Whether the process of that id on this machine is PostgreSQL's: the server may run on another one."""
    try:
        return (PROC / str(pid) / "comm").read_text().startswith("postgres")
    except OSError:
        return False


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:
        try:
            children = [(task / "children").read_text().split() for task in (PROC / str(parent) / "task").iterdir()]
        except OSError:
            children = []
        found += [int(child) for some in children for child in some]
    return found


def memory_bytes(pid: int, name: str) -> int:
    """VmRSS (now) or VmHWM (the most so far) of a process; 0 for one that has ended."""
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


def forget_peaks(pids: Iterable[int]) -> None:
    """Let VmHWM begin anew at what the process uses now."""
    for pid in pids:
        (PROC / str(pid) / "clear_refs").write_text(FORGET_THE_PEAK)


def describe() -> str:
    """The machine in a line: processor, cores, memory, system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = (PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def load() -> str:
    """Processes that wanted to run, averaged over the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def seconds_of_fixed_work() -> float:
    """How long the machine takes for the same little work: more when it is slow or when others use it."""
    start = time.perf_counter()
    sum(FIXED_WORK)
    return time.perf_counter() - start


def today() -> str:
    """The day, in UTC."""
    return datetime.now(UTC).date().isoformat()
