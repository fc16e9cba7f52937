async function productsInEachMode() {
  const found = {};
  for (const mode of ["auto", "local", "pool"]) {
    try {
      const c = await matmill.multiply(testing.integers(150, 150, 1), testing.integers(150, 150, 2), { mode });
      found[mode] = [c.report.mode, c.report.transport, c.report.verified];
    } catch (error) {
      found[mode] = [error.name, error.message.includes("worker")];
    }
  }
  return found;
}

async function largeLocalProduct() {
  let turns = 0;
  const beat = setInterval(() => turns++, 10);
  const c = await matmill.multiply(testing.reals(1200, 1200, 1), testing.reals(1200, 1200, 2));
  clearInterval(beat);
  return [c.report.mode, turns > 2];
}

async function productsWithoutAModule() {
  const two = testing.two();
  const found = [];
  for (const mode of ["auto", "pool"]) {
    const c = await matmill.multiply(...two, { mode });
    found.push(c.data.join(), c.report.mode, c.report.verified);
  }
  const refused = await testing.outcome(matmill.multiply(...two, { mode: "local" }));
  const reply = JSON.parse(
    await matmill.rpc(
      JSON.stringify({
        meta: [{ name: "method", value: "multiply" }],
        content: JSON.stringify({ A: "[[2]]", B: "[[3]]" }),
      }),
    ),
  );
  return [found, refused.name, refused.message.includes("no memory"), reply.content, reply.meta[1].value];
}

async function productsShortOfMemory() {
  await matmill.configure({ workers: 2 });
  const [a, b] = testing.pair(900);
  const found = [window.shortened];
  for (const mode of ["pool", "local"]) {
    found.push(await testing.outcome(matmill.multiply(a, b, { mode })));
  }
  await matmill.configure({ workers: 2 });
  const c = await matmill.multiply(...testing.two(), { mode: "pool" });
  const d = await matmill.multiply(...testing.two(), { mode: "local" });
  return [...found, Array.from(c.data), Array.from(d.data)];
}
