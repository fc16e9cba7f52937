// For packed.rs.

async function outcome(bytes, name, options) {
  try {
    const { rows, cols, data, format, notes } = await matmill.parse(bytes, name, options ?? undefined);
    return { matrix: [rows, cols, [...data]], format, notes: notes.join("; ") };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

async function parse([bytes, name, options]) {
  return outcome(new Uint8Array(bytes), name, options);
}

function hasModule() {
  return performance.getEntriesByType("resource").some(({ name }) => name.includes("worker_unpack"));
}

// Zeros beyond the limit, by more than a stream unpacks ahead; with a small size stated at the end.
async function parseBomb() {
  let left = 1080;
  const zeros = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(1 << 20));
      else controller.close();
    },
  });
  const packed = new Response(zeros.pipeThrough(new CompressionStream("gzip")));
  const bytes = new Uint8Array(await packed.arrayBuffer());
  bytes.set([1, 0, 0, 0], bytes.length - 4);
  return outcome(bytes, "bomb.csv.gz");
}
