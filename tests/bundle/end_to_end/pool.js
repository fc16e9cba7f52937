async function summaryOfStats() {
  await matmill.multiply(testing.reals(300, 300, 1), testing.reals(300, 300, 2), { mode: "pool" });
  const stats = matmill.stats();
  const states = ["starting", "idle", "busy", "lost"];
  return {
    workers: stats.workers.length === Math.max(1, navigator.hardwareConcurrency),
    counted: stats.totalTasks > 0 && stats.completedTasks > 0,
    active: stats.activeTasks,
    queue: stats.queueSize,
    ids: new Set(stats.workers.map((worker) => worker.id)).size === stats.workers.length,
    states: stats.workers.every((worker) => states.includes(worker.state)),
    tiles: stats.workers.reduce((sum, worker) => sum + worker.tiles, 0) > 0,
    busy: stats.workers.every((worker) => worker.busyMs >= 0),
  };
}

async function resizeInBothDirections() {
  const found = [];
  for (const workers of [1, 3, 2]) {
    await matmill.configure({ workers });
    const c = await matmill.multiply(testing.integers(200, 200, 1), testing.integers(200, 200, 2), { mode: "pool" });
    found.push([
      matmill.stats().workers.filter((worker) => worker.state !== "lost").length,
      c.report.workers <= workers,
    ]);
  }
  return found;
}

async function workersAfterManyJobs() {
  const before = matmill.stats().workers.length;
  for (let job = 0; job < 150; job++)
    await matmill.multiply(testing.reals(40, 40, job + 1), testing.reals(40, 40, job + 2), { mode: "pool" });
  return matmill.stats().workers.length - before;
}
