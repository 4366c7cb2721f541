import { CASE_MACHINE, EXCLUSIONS, QUEUE_WORDS, QUEUES } from '../../core/oversight/index.js';

/** Makes the page of how a case goes (`docs/reference/cases.md`) from the machine that decides it. `notice` is printed under its title. */
export function casesPage(notice: string): string {
  const { states, edges, initial, final } = CASE_MACHINE;
  const id = (state: string): string => state.replaceAll('-', '_');
  const ways = new Map<string, string[]>();
  for (const { act, from, to } of edges) {
    const key = `${id(from)} --> ${id(to)}`;
    ways.set(key, [...(ways.get(key) ?? []), act]);
  }
  const drawn = [...ways].map(([way, acts]) => `  ${way}: ${acts.join(', ')}`).join('\n');
  const rows = edges.map(
    ({ act, from, to, by, entry }) => `| ${act} | ${from} | ${to} | ${by.join(', ')} | \`${entry}\` |`,
  );
  const list = (words: Readonly<Record<string, string>>, names = Object.keys(words)): string =>
    names.map((name) => `| ${name} | ${words[name]} |`).join('\n');
  return `# Cases

${notice}

How a case goes, as the program itself decides it ([guide](../guides/appeals.md)). What is not here cannot be done.

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${id(initial)}
${drawn}
${final.map((state) => `  ${id(state)} --> [*]`).join('\n')}
\`\`\`

## Stages

| stage | meaning |
| --- | --- |
${list(states)}

## Acts

| act | from | to | by | entry |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Classes

The most urgent first. A claim takes the case that has the least time left; \`fairness\` and \`quality\` have a tenth of the claims each, whatever else waits.

| class | meaning |
| --- | --- |
${list(QUEUE_WORDS, [...QUEUES])}

## Who may not read a case

Nothing relaxes this. Where nobody is left, the case is escalated.

| | whoever |
| --- | --- |
${list(EXCLUSIONS)}
`;
}
