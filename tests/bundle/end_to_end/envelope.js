async function countWrongAnswers() {
  const ask = async (number) => {
    const content = JSON.stringify({ A: `[[${number},1],[0,2]]`, B: "[[3,0],[0,4]]" });
    const answer = JSON.parse(
      await matmill.rpc(JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content })),
    );
    return answer.content === `[[${3 * number},4],[0,8]]`;
  };
  const answers = await Promise.all(Array.from({ length: 300 }, (_, number) => ask(number)));
  return answers.filter((right) => !right).length;
}

async function longTasksOfBursts() {
  const settle = () => new Promise((go) => setTimeout(go, 200));
  testing.watchLongTasks();
  const bursts = [];
  while (bursts.length < 5 && bursts.at(-1)?.long.length !== 0) {
    await settle();
    testing.longTasks.length = 0;
    const answers = await Promise.all(calls.map(({ request }) => matmill.rpc(request)));
    await settle();
    const long = [...testing.longTasks];
    bursts.push({
      long,
      wrong: answers.filter((answer, caller) => JSON.parse(answer).content !== calls[caller].expected).length,
    });
  }
  return bursts;
}

async function answersToNoText() {
  const found = [];
  for (const odd of [undefined, null, () => 1, Symbol("s"), 7, {}, [], 10n, new Map()]) {
    const { meta, content } = JSON.parse(await matmill.rpc(odd));
    found.push([meta.find(({ name }) => name === "status").value, content.length > 10]);
  }
  return found;
}
