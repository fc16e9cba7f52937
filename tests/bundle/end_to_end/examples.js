// Enters a value into the field with this label, if it is there.
function enter([label, value]) {
  const found = Array.from(document.querySelectorAll(".example label")).find((it) => it.innerText === label);
  if (!found) return false;
  const field = document.getElementById(found.htmlFor);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function expect(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

function nameOfError(call) {
  try {
    call();
  } catch (error) {
    expect(error instanceof Error && error.message.length > 20, error.message);
    return error.name;
  }
  return "";
}

function random() {
  const options = { seed: 1, min: -1, max: 1 };
  const matrix = matmill.random(3, 4, options);
  expect(matrix.rows === 3 && matrix.cols === 4 && matrix.data instanceof Float64Array, "its shape and type");
  expect(matrix.data.length === 12 && matrix.data[0] === 0.1331231503445618, `the first is ${matrix.data[0]}`);
  expect(matrix.data[1] === 0.49156351452540226, `the second is ${matrix.data[1]}`);
  expect(matmill.random(3, 4, options).data.join() === matrix.data.join(), "the same again");
  expect(matmill.random(3, 4, { ...options, seed: 2 }).data.join() !== matrix.data.join(), "another seed");
  const within = (data, low, high) => data.every((number) => low <= number && number < high);
  expect(within(matmill.random(100, 100).data, 0, 1), "from 0 to 1 unless asked otherwise");
  const dice = matmill.random(100, 100, { seed: 9, min: 1, max: 6, integers: true }).data;
  expect(Array.from(new Set(dice)).sort().join() === "1,2,3,4,5,6", "dice");
  const short = matmill.random(100, 100, { seed: 9, min: 0.7, max: 0.9, dtype: "f32" }).data;
  expect(short instanceof Float32Array && within(short, 0.7, 0.9), "f32");
  const shared = matmill.random(2, 2, { shared: true });
  expect(shared.data.buffer instanceof SharedArrayBuffer, "shared memory");
  const large = matmill.random(1000, 1000, options).data;
  expect(new Set(large).size > 999_000, "a million different numbers");
  for (const [rows, cols] of [
    [0, 3],
    [3, 0],
  ]) {
    const empty = matmill.random(rows, cols);
    expect(empty.rows === rows && empty.cols === cols && empty.data.length === 0, "empty");
  }
  for (const [name, ...call] of [
    ["ShapeError", -1, 2],
    ["ShapeError", 1.5, 2],
    ["ShapeError", "3", 2],
    ["ShapeError", 2],
    ["LimitError", 4294967295, 4294967295],
    ["LimitError", 1000000, 1000000],
    ["FormatError", 2, 2, 5],
    ["FormatError", 2, 2, { seed: -1 }],
    ["FormatError", 2, 2, { seed: 0.5 }],
    ["FormatError", 2, 2, { seed: "x" }],
    ["FormatError", 2, 2, { min: NaN }],
    ["FormatError", 2, 2, { max: Infinity }],
    ["FormatError", 2, 2, { min: 2, max: 1 }],
    ["FormatError", 2, 2, { min: 0.2, max: 0.8, integers: true }],
    ["FormatError", 2, 2, { integers: 1 }],
    ["FormatError", 2, 2, { dtype: "f16" }],
  ]) {
    const found = nameOfError(() => matmill.random(...call));
    expect(found === name, `${JSON.stringify(call)} gives ${found}`);
  }
}

function sharedIsRefused() {
  return nameOfError(() => matmill.random(2, 2, { shared: true }));
}
