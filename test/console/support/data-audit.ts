import { runCli } from '../../../src/apps/cli/run.js';

/** What `tribune audit data --json` prints of the sample. */
export async function dataAudit(): Promise<string> {
  let text = '';
  const context = {
    out: (more: string) => {
      text += more;
    },
    err: () => undefined,
    ...{ errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-30', version: '0.0.0-test' },
  };
  const files = ['examples/compas/people.csv', '--policy', 'examples/compas/data.yaml'];
  await runCli(['audit', 'data', ...files, '--json', '--quiet'], context);
  return text;
}
