import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type CliRun, cli, inFolder } from './support.js';

/** `age <= 30` goes left; beyond it `income <= 2` decides. Leaves -1, 0.5, 2 on the log-odds scale. */
export const TREE = {
  kind: 'tree-ensemble',
  aggregation: 'sum',
  numOutputs: 1,
  baseOffset: [0],
  link: 'logit',
  featureNames: ['age', 'income'],
  trees: [
    {
      childrenLeft: [1, -1, 3, -1, -1],
      childrenRight: [2, -1, 4, -1, -1],
      feature: [0, -2, 1, -2, -2],
      threshold: [30, 0, 2, 0, 0],
      value: [[0], [-1], [0], [0.5], [2]],
      cover: [10, 4, 6, 3, 3],
    },
  ],
};
export const SCORECARD = [
  'feature,category,lower,upper,points',
  'housing,own,,,10',
  'housing,rent,,,2',
  'age,,,30,1',
  'age,,30,,5',
].join('\n');
export const ROWS = 'age,income\n20,1\n40,1\n40,5\n';
export const BACKGROUND = 'income,age\n1,20\n5,50\n';

export type Files = Record<string, string | Uint8Array>;
export const FILES: Files = { 'model.json': JSON.stringify(TREE), 'rows.csv': ROWS, 'background.csv': BACKGROUND };

/** Runs a command line in a folder of files; words that name a file are made absolute. */
export const run = (words: readonly string[], files: Files = {}): Promise<CliRun> =>
  inFolder((folder) => {
    const all = { ...FILES, ...files };
    for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
    return cli(words.map((word) => (word in all ? join(folder, word) : word)));
  });

/** An ONNX ModelProto by hand: ir_version 8, one node `LSTM` from X to Y. */
export function lstmGraph(): Uint8Array {
  const field = (number: number, content: Uint8Array): number[] => [number * 8 + 2, content.length, ...content];
  const text = (number: number, value: string): number[] => field(number, new TextEncoder().encode(value));
  const node = Uint8Array.from([...text(1, 'X'), ...text(2, 'Y'), ...text(4, 'LSTM')]);
  const value = (number: number, name: string): number[] => field(number, Uint8Array.from(text(1, name)));
  const graph = Uint8Array.from([...field(1, node), ...text(2, 'net'), ...value(11, 'X'), ...value(12, 'Y')]);
  return Uint8Array.from([0x08, 8, ...field(7, graph)]);
}

export const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
export type Row = (number | null)[];
export async function mlflow(answer: (rows: Row[]) => unknown): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const said = answer(JSON.parse(text).dataframe_split.data);
    if (said !== undefined) response.end(JSON.stringify(said));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `mlflow+http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
