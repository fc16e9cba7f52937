async function writeAndReadEveryFormat() {
  const matrix = testing.reals(13, 7, 9);
  matrix.data.set([0, 1, -1, 1e-300, 1.7976931348623157e308, 5e-324, 0.1, 123456789]);
  const found = {};
  for (const kind of ["json", "csv", "tsv", "npy", "mtx"]) {
    const bytes = await matmill.format(matrix, kind);
    const back = await matmill.parse(bytes, `matrix.${kind}`);
    found[kind] = [
      bytes instanceof Uint8Array,
      back.rows,
      back.cols,
      testing.hex(back) === testing.hex(matrix),
      typeof back.format,
      Array.isArray(back.notes),
    ];
  }
  return found;
}

// Text is read as f64, in which the shortest text of an f32 is another number, but rounds to the same.
async function writeAndReadSingles() {
  const matrix = testing.reals(30, 40, 14, "f32");
  const found = [];
  for (const kind of ["json", "csv", "tsv", "npy", "mtx"]) {
    const back = await matmill.parse(await matmill.format(matrix, kind));
    const same = matrix.data.every((entry, index) => Object.is(Math.fround(back.data[index]), entry));
    found.push(back.rows === 30 && back.cols === 40 && same);
  }
  return found;
}
