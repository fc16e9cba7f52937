#!/usr/bin/env python3
"""Multiplies two matrices in NumPy files with Dask, on this machine or on a cluster, and checks the product.

    python multiply.py job.json                      what Matmill's page wrote: job.json, A.npy and B.npy
    python multiply.py --a A.npy --b B.npy           any two matrices of float64 or float32
    python multiply.py job.json --scheduler tcp://…  on the workers of a Dask scheduler, which must share the folder
    python multiply.py job.json --check              only checks a C.npy that is there

Writes C.npy, checks what was stored with Freivalds' algorithm, and writes C.json: its shape, SHA-256 and the outcome.
Exit codes: 0 done, 2 refused with the reason, 3 what was stored is not A·B (it is not kept), 1 anything else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Dask's threads share the cores; BLAS must not start its own beside them. NumPy reads this when it is imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import cloudpickle  # noqa: E402
import numpy as np  # noqa: E402

import freivalds  # noqa: E402

if TYPE_CHECKING:
    from distributed import Client, Future, Scheduler

# Workers elsewhere do not have this module; what they run travels to them.
cloudpickle.register_pickle_by_value(freivalds)

REFUSED, WRONG = 2, 3
# Bytes that each checksum in a job file covers.
CHECKSUM_BYTES = 16 * 2**20
# Part of a worker's memory that its tasks may plan with; Python, Dask and pages of the files need some as well.
USABLE = 0.4
# Sides of blocks of C: smaller ones read the operands more often, larger ones gain nothing.
SMALLEST_SIDE, LARGEST_SIDE = 16, 8192


class Refusal(Exception):
    """Why there is no product: a sentence that says what was found and what to do."""


@dataclass(frozen=True)
class Matrix:
    """A matrix in a .npy file."""

    path: str
    shape: tuple[int, int]
    dtype: np.dtype

    @classmethod
    def find(cls, path: Path) -> Matrix:
        """Reads the header of a file."""
        try:
            array = np.load(path, mmap_mode="r")
        except FileNotFoundError:
            raise Refusal(f"{path} is missing; put it there, or name another file with --a, --b or --c") from None
        except (OSError, ValueError, EOFError) as error:
            raise Refusal(f"{path} is not a complete .npy file of numbers ({error}); write it again") from None
        if not isinstance(array, np.ndarray) or array.ndim != 2:
            raise Refusal(f"{path} does not hold a matrix; save an array of two dimensions")
        if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
            raise Refusal(f"{path} holds {array.dtype}; convert it with .astype('float64') or .astype('float32')")
        return cls(str(path.resolve()), array.shape, array.dtype.newbyteorder("="))

    def open(self) -> np.ndarray:
        """The array, memory-mapped. Each task opens it itself: in a graph, Dask would read and send the whole file."""
        return np.load(self.path, mmap_mode="r")

    def __str__(self) -> str:
        return f"{Path(self.path).name} ({self.shape[0]} × {self.shape[1]}, {self.dtype})"


@dataclass(frozen=True)
class NewMatrix:
    """A new .npy file, which dask.array.store fills block by block.

    Blocks are written, not assigned to a memory map: two machines that map the same file on NFS overwrite each
    other's bytes where neighbouring blocks share a page.
    """

    path: str
    shape: tuple[int, int]
    dtype: np.dtype

    def create(self) -> None:
        """Writes the header, and makes the file as long as it will be."""
        with open(self.path, "wb") as file:
            header = {"descr": self.dtype.str, "fortran_order": False, "shape": self.shape}
            np.lib.format.write_array_header_1_0(file, header)
            file.truncate(file.tell() + math.prod(self.shape) * self.dtype.itemsize)

    def __setitem__(self, region: tuple[slice, slice], block: np.ndarray) -> None:
        rows, columns = region
        size = self.dtype.itemsize
        header = os.path.getsize(self.path) - math.prod(self.shape) * size
        # Not open for reading: a client of NFS would read each page before it writes part of it.
        with os.fdopen(os.open(self.path, os.O_WRONLY | getattr(os, "O_BINARY", 0)), "wb") as file:
            for row, values in zip(range(rows.start, rows.stop), np.ascontiguousarray(block)):
                file.seek(header + (row * self.shape[1] + columns.start) * size)
                file.write(values.data)


def pieces(path: str) -> Iterator[bytes]:
    """The bytes of a file, as many at once as a checksum covers."""
    with open(path, "rb") as file:
        while piece := file.read(CHECKSUM_BYTES):
            yield piece


def read_job(path: Path) -> dict:
    """The job file, as far as it can be checked without the matrices."""
    try:
        job = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(f"{path} is missing; save it from Matmill's page, or pass --a and --b") from None
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} is not a job file ({error}); save it from Matmill's page again") from None
    if not isinstance(job, dict) or job.get("matmill") != 1 or job.get("kind") != "multiply":
        expected = 'of version 1 ("matmill": 1, "kind": "multiply")'
        raise Refusal(f"{path} is not a job file {expected}; use the multiply.py of the Matmill that wrote it")
    operands = [job.get("a"), job.get("b")]
    if not all(isinstance(operand, dict) and isinstance(operand.get("file"), str) for operand in operands):
        raise Refusal(f'{path} does not name the files of "a" and "b"; save it from Matmill\'s page again')
    if not isinstance(job.get("seed"), int) or not 0 <= job["seed"] < 2**64:
        raise Refusal(f'{path} has no whole number from 0 to 2^64 - 1 as "seed"; save it from Matmill\'s page again')
    return job


def compare_with_job(matrix: Matrix, name: str, operand: dict) -> None:
    """Compares a file with what the job says of it."""
    shape, dtype = operand.get("shape"), operand.get("dtype")
    if shape != list(matrix.shape) or dtype != matrix.dtype.name:
        raise Refusal(f'the job says that "{name}" is {shape}, {dtype}, but the file is {matrix}; save both again')
    expected = operand.get("sha256")
    if expected is not None and expected != [hashlib.sha256(piece).hexdigest() for piece in pieces(matrix.path)]:
        raise Refusal(f"{matrix.path} is not the file that the job was written for; save the job and both files again")


def sizes(a: Matrix, b: Matrix, itemsize: int, task_bytes: float, threads: int) -> tuple[int, int]:
    """The side of a block of C, and how much of the inner axis a task reads at once: all of it if that fits."""
    (m, k), n = a.shape, b.shape[1]
    elements = task_bytes / itemsize
    # A task holds its block of C twice (sum and summand), and what it reads of A and B twice (pages and copy).
    side = min(max(math.isqrt(int(elements / 6)), SMALLEST_SIDE), LARGEST_SIDE)
    while side > 512 and math.ceil(m / side) * math.ceil(n / side) < 3 * threads:
        side = (side + 1) // 2
    rows, columns = min(side, m), min(side, n)
    inner = int((elements - 2 * rows * columns) / (2 * max(rows + columns, 1)))
    return side, min(max(inner, SMALLEST_SIDE), max(k, 1))


def block_of_c(a: Matrix, b: Matrix, inner: int, block_info: Any = None) -> np.ndarray:
    """A block of C, from rows of A and columns of B.

    Why not `A @ B` with Dask's arrays: all rows need every block of B, and Dask would keep them all in memory.
    """
    (top, bottom), (left, right) = block_info[None]["array-location"]
    dtype = np.result_type(a.dtype, b.dtype)
    total = np.zeros((bottom - top, right - left), dtype)
    with np.errstate(all="ignore"):
        for start in range(0, a.shape[1], inner):
            # Opened for each piece: pages that were read through a map count as the worker's memory until it is closed.
            rows = np.ascontiguousarray(a.open()[top:bottom, start : start + inner], dtype)
            columns = np.ascontiguousarray(b.open()[start : start + inner, left:right], dtype)
            total += rows @ columns
    return total


def multiply(client: Client, a: Matrix, b: Matrix, c: NewMatrix, task_bytes: float, threads: int) -> None:
    """Computes C block by block into its file."""
    import dask.array as da

    side, inner = sizes(a, b, c.dtype.itemsize, task_bytes, threads)
    chunks = da.core.normalize_chunks((side, side), shape=c.shape)
    meta = np.empty((0, 0), c.dtype)
    blocks = da.map_blocks(block_of_c, a=a, b=b, inner=inner, chunks=chunks, dtype=c.dtype, meta=meta)
    print(f"{blocks.npartitions} blocks of C, up to {side} × {side}, {inner} of {a.shape[1]} inner at once", flush=True)
    # No lock: blocks do not overlap.
    stored = client.compute(da.store(blocks, c, lock=False, compute=False))
    follow(stored)
    stored.result()


def sketch_of_b(band: tuple[int, int], b: Matrix, seed: int) -> tuple[np.ndarray, float]:
    """B·X for some rows of B, and the sum of their squares."""
    sums, squares = freivalds.weighted_sums(b.open()[slice(*band)], freivalds.signs(seed, b.shape[1]))
    return sums, float(squares.sum())


def check_of_c(
    band: tuple[int, int], a: Matrix, c: Matrix, y: np.ndarray, frobenius: float, seed: int
) -> freivalds.Outcome:
    """The outcome for some rows of C, from these rows of A and y = B·X."""
    expected, squares = freivalds.weighted_sums(a.open()[slice(*band)], y)
    actual, _ = freivalds.weighted_sums(c.open()[slice(*band)], freivalds.signs(seed, c.shape[1]))
    norms = freivalds.norm(squares, a.shape[1])
    allowed = freivalds.tolerance(norms, a.shape[1], c.shape[1], frobenius, c.dtype)
    return freivalds.compare(actual, expected, allowed, band[0])


def bands(rows: int, columns: int, task_bytes: float, threads: int) -> list[tuple[int, int]]:
    """Ranges of rows that fit a task, at least three for each thread."""
    height = min(int(task_bytes / (4 * 8 * max(columns, freivalds.VECTORS))), math.ceil(rows / (3 * threads)))
    return [(first, min(first + max(height, 1), rows)) for first in range(0, rows, max(height, 1))]


def check(
    client: Client, a: Matrix, b: Matrix, c: Matrix, seed: int, task_bytes: float, threads: int
) -> freivalds.Outcome:
    """Checks C as it is stored: B·X by bands of B, then A·(B·X) and C·X by bands of C."""
    k, n = b.shape
    sketches = client.map(sketch_of_b, bands(k, n, task_bytes, threads), b=b, seed=seed, pure=False)
    follow(sketches)
    parts = client.gather(sketches)
    y = np.concatenate([np.zeros((0, freivalds.VECTORS)), *(sums for sums, _ in parts)])
    frobenius = float(freivalds.norm(sum(squares for _, squares in parts), k * n))
    y = client.scatter(y, broadcast=True)
    ranges = bands(c.shape[0], max(k, n), task_bytes, threads)
    outcomes = client.map(check_of_c, ranges, a=a, c=c, y=y, frobenius=frobenius, seed=seed, pure=False)
    follow(outcomes)
    return freivalds.joined(client.gather(outcomes))


def follow(work: Future | list[Future]) -> None:
    """Shows the progress of futures on a terminal."""
    from distributed import progress

    if sys.stdout.isatty():
        progress(work, notebook=False)
        print()


def capacity(dask_scheduler: Scheduler) -> list[tuple[int, int]]:
    """Runs on the scheduler: threads and memory of each worker."""
    return [(worker.nthreads, worker.memory_limit) for worker in dask_scheduler.workers.values()]


def size_of(path: str) -> int | None:
    """Runs on each worker: the size of a file that it sees under this path."""
    return os.path.getsize(path) if os.path.isfile(path) else None


def connect(options: argparse.Namespace) -> Client:
    """A client of the scheduler that was named, or of a cluster on this machine."""
    import logging

    from distributed import Client, LocalCluster

    if options.scheduler:
        try:
            return Client(options.scheduler, timeout=10)
        except (OSError, ValueError) as error:
            raise Refusal(f"no Dask scheduler answers at {options.scheduler} ({error}); check the address") from None
    workers = {"n_workers": options.workers, "threads_per_worker": options.threads, "memory_limit": options.memory}
    # What goes wrong is raised; while the cluster is closed its workers log that the scheduler does not answer.
    quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    return Client(LocalCluster(**workers, **quiet))


def resources(client: Client, files: list[Matrix], task_memory: str | None) -> tuple[float, int]:
    """Bytes that a task may use, and the number of threads."""
    import distributed
    from dask.utils import parse_bytes

    try:
        client.wait_for_workers(1, timeout=30)
    except distributed.TimeoutError:
        raise Refusal("the scheduler has no workers; start some, and run this again") from None
    for file in files:
        expected = os.path.getsize(file.path)
        for worker, found in client.run(size_of, file.path).items():
            if found != expected:
                raise Refusal(f"worker {worker} does not see {file.path}; all workers must share this folder")
    workers = client.run_on_scheduler(capacity)
    share = min((limit or 4 * 2**30) / max(count, 1) for count, limit in workers) * USABLE
    return parse_bytes(task_memory) if task_memory else share, sum(count for count, _ in workers)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", type=Path, nargs="?", help="the job file that Matmill's page wrote")
    parser.add_argument("--a", type=Path, metavar="FILE", help="A; by default as the job says, beside it")
    parser.add_argument("--b", type=Path, metavar="FILE", help="B")
    parser.add_argument("--c", type=Path, metavar="FILE", help="where C goes; by default C.npy beside the job, or A")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, for example tcp://10.0.0.1:8786")
    parser.add_argument("--workers", type=int, help="processes on this machine (by default as many as Dask thinks fit)")
    parser.add_argument("--threads", type=int, help="threads in each of these")
    parser.add_argument("--memory", default="auto", help='memory of each of these, for example "4 GiB"')
    parser.add_argument("--task-memory", metavar="BYTES", help="memory of one task, which decides the sizes of blocks")
    parser.add_argument("--force", action="store_true", help="replace a C.npy that is there")
    parser.add_argument("--check", action="store_true", help="do not multiply; only check the C.npy that is there")
    return parser.parse_args()


def run(options: argparse.Namespace) -> int:
    """Does what was asked for, and gives the exit code."""
    if options.job is None and (options.a is None or options.b is None):
        raise Refusal("there is nothing to multiply: pass a job file, or both --a and --b")
    job = read_job(options.job) if options.job else {}
    a, b = (Matrix.find(getattr(options, name) or options.job.parent / job[name]["file"]) for name in "ab")
    for matrix, name in ((a, "a"), (b, "b")):
        if name in job:
            compare_with_job(matrix, name, job[name])
    if a.shape[1] != b.shape[0]:
        raise Refusal(f"{a} has {a.shape[1]} columns, but {b} has {b.shape[0]} rows; they cannot be multiplied")
    path = options.c or (options.job or options.a).parent / "C.npy"
    written = {path.resolve(), path.with_suffix(".json").resolve()}
    if written & {Path(a.path), Path(b.path), options.job and options.job.resolve()}:
        raise Refusal(f"{path} and its .json would replace what is read; pass another --c")
    c = NewMatrix(str(path.resolve()) + ".part", (a.shape[0], b.shape[1]), np.result_type(a.dtype, b.dtype))
    if options.check:
        stored = Matrix.find(path)
        if (stored.shape, stored.dtype) != (c.shape, c.dtype):
            raise Refusal(f"{stored} is not a product of {a} and {b}; pass the right files")
    else:
        prepare(path, c, options.force)
    seed = job.get("seed", secrets.randbits(52))
    client = connect(options)
    from distributed import KilledWorker

    try:
        if not options.check:
            c.create()
        stored = Matrix.find(path if options.check else Path(c.path))
        task_bytes, threads = resources(client, [a, b, stored], options.task_memory)
        print(f"{a} times {b}: {threads} threads, {task_bytes / 1e6:.0f} MB for a task", flush=True)
        started = time.perf_counter()
        if not options.check:
            multiply(client, a, b, c, task_bytes, threads)
        seconds = time.perf_counter() - started
        outcome = check(client, a, b, stored, seed, task_bytes, threads)
        print(f"{path.name}: {outcome}", flush=True)
        if outcome.wrong_row is not None:
            return WRONG
        if not options.check:
            keep(path, c, outcome, seed, seconds)
        return 0
    except KilledWorker as error:
        advice = "if it was for lack of memory, pass less --task-memory or fewer --threads"
        raise Refusal(f"workers died, several over the same task ({error}); {advice}") from None
    finally:
        client.close()
        if client.cluster:
            client.cluster.close()
        if not options.check:
            Path(c.path).unlink(missing_ok=True)


def prepare(path: Path, c: NewMatrix, force: bool) -> None:
    """Refuses what would fail at the end: a C.npy that is there, a disk that is too small."""
    if path.exists() and not force:
        raise Refusal(f"{path} exists; pass --force to replace it, or --c to write another file")
    if not path.resolve().parent.is_dir():
        raise Refusal(f"the folder of {path} does not exist; create it first")
    needed, free = math.prod(c.shape) * c.dtype.itemsize, shutil.disk_usage(path.resolve().parent).free
    if needed > free:
        raise Refusal(f"{path} needs {needed} bytes, but its disk has {free} left; free some, or pass --c")


def keep(path: Path, c: NewMatrix, outcome: freivalds.Outcome, seed: int, seconds: float) -> None:
    """Gives C its name, and writes C.json beside it."""
    digest = hashlib.sha256()
    for piece in pieces(c.path):
        digest.update(piece)
    os.replace(c.path, path)
    report = {
        "matmill": 1,
        "kind": "product",
        "c": {"file": path.name, "shape": c.shape, "dtype": c.dtype.name, "sha256": digest.hexdigest()},
        "check": {"vectors": freivalds.VECTORS, "seed": seed, "verified": outcome.verified},
        "seconds": round(seconds, 3),
    }
    path.with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{path}, {c.shape[0]} × {c.shape[1]} {c.dtype}, in {seconds:.2f} s; load it under Check in Matmill")


def main() -> int:
    try:
        return run(arguments())
    except Refusal as refusal:
        print(f"multiply.py: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("multiply.py: stopped; C.npy was not written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
