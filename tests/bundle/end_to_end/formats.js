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
