// The buttons of embedding.html.
import { connect } from "./matmill_frame.js";

const element = (id) => document.getElementById(id);
const show = (text) => (element("outcome").value = text);
const matmill = connect(element("matmill"), "http://127.0.0.1:8080/");

matmill.ready.then((version) => show(`Matmill ${version} is ready.`));

element("rpc").onclick = async () => {
  const content = JSON.stringify({ A: "[[1,2],[3,4]]", B: "[[5,6],[7,8]]" });
  const request = JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content });
  show(await matmill.rpc(request).catch(String));
};

element("multiply").onclick = async () => {
  const random = () => ({ rows: 1000, cols: 1000, data: Float64Array.from({ length: 1e6 }, () => Math.random()) });
  const [a, b] = [random(), random()];
  const abort = new AbortController();
  element("cancel").onclick = () => abort.abort();
  element("cancel").disabled = false;
  const onProgress = ({ tilesDone, tilesTotal }) => {
    element("progress").max = tilesTotal;
    element("progress").value = tilesDone;
  };
  try {
    // Transferred, not copied: afterwards a.data and b.data are empty here.
    const transfer = [a.data.buffer, b.data.buffer];
    const { rows, cols, report } = await matmill.multiply(a, b, { signal: abort.signal, onProgress }, transfer);
    const time = Math.round(report.milliseconds);
    show(`A ${rows} × ${cols} product in ${time} ms by ${report.workers} workers; verified: ${report.verified}.`);
  } catch (error) {
    show(`${error.name}: ${error.message}`);
  }
  element("cancel").disabled = true;
};
