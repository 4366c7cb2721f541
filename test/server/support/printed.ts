import { runCli } from '../../../src/apps/cli/run.js';

/** What `tribune explain --json` answers, as far as these tests look into it. */
export interface Explained {
  readonly rows: readonly {
    readonly index: number;
    readonly prediction: number[];
    readonly values: Record<string, number[]>;
  }[];
  readonly baseValue: number[];
}

/** Runs a command in this process and gives what it printed. */
export async function cli(...words: string[]): Promise<string> {
  let out = '';
  const context = {
    out: (text: string) => {
      out += text;
    },
    err: () => undefined,
    ...{ errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-30', version: '0.0.0-test' },
  };
  await runCli(words, context);
  return out;
}
