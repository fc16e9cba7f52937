// Runs in the page. Links are made of the page's own words, so that hostile ones are near good ones.
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

async function compressed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A fragment that holds this text compressed, with its bytes changed by `change`.
async function packed(text, change = (bytes) => bytes) {
  return `v1z${base64url(change(await compressed(text)))}`;
}

async function hostile() {
  const small = "A=1,2;3,4&B=5,6;7,8&end";
  const good = await packed(small);
  const flipped = (bytes) => {
    bytes[bytes.length >> 1] ^= 4;
    return bytes;
  };
  const markup = "<img src=x onerror='window.ran = true'>";
  return {
    "a word": "hello",
    "a later version": "v2&A=1&B=1&end",
    "no version": "v&A=1",
    "cut in a number": "v1&A=1,2;3,4&B=5,6;7",
    "cut before the end": "v1&A=1,2;3,4&B=5,6;7,8&",
    "cut, compressed": good.slice(0, -6),
    "a changed bit": await packed(small, flipped),
    "another alphabet": "v1z****",
    "a bomb": await packed(`A=${"0,".repeat(4_000_000)}0&end`),
    "endless": `v1&A=${"1,".repeat(40_000)}1&end`,
    "not UTF-8": `v1z${base64url(new Uint8Array([120, 156, 251, 255, 255, 255, 255, 255, 255, 255, 0]))}`,
    "not percent-encoded": "v1&A=%E0%A4%A&end",
    "an unknown part": "v1&A=1&B=1&run=yes&end",
    "a part twice": "v1&A=1&A=2&B=1&end",
    "no matrix": "v1&algorithm=strassen&end",
    "rows of different lengths": "v1&A=1,2;3&B=1&end",
    "an empty cell": "v1&A=1,;3,4&B=1&end",
    "a word as a number": "v1&A=1,2;3,four&B=1&end",
    "a row of names": "v1&A=a,b;1,2&B=1&end",
    markup: `v1&A=${encodeURIComponent(markup)}&B=1&end`,
    "a generator that does not exist": "v1&A=magic:3&B=1&end",
    "a size that does not exist": "v1&A=hilbert:99&B=1&end",
    "more than memory": "v1&A=random:4294967295x4294967295:1:0:1&B=1&end",
    "more than a link may take": "v1&A=random:30000x30000:1:0:1&B=1&end",
    "a range that does not exist": "v1&A=random:3x3:1:5:1&B=1&end",
  };
}

function link(text) {
  return packed(text);
}
