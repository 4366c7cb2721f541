// How long `npm start` takes until the control plane answers: the first time with an empty data folder, and the second time with what the first
// one left. Nothing competes with it: the goals are 60 s and 10 s, and the ratio says what the second start reuses. Installation is not timed;
// `--build` has the first start build the project too, as after `npm ci`.
//
//   node bench/start.mjs [--build]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-start-'));
const GOAL_S = { first: 60, second: 10 };
/** People of the stream: enough that there is something to go on from, and few enough that the start is what is timed. */
const PEOPLE = '400';
const READY_EVERY_MS = 20;

/** Starts it as `npm start` does, and ends it once it is ready; seconds until the audit was told, until it listened, and until it was ready. */
async function start() {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const words = ['scripts/start.mjs', '--data', join(folder, 'data'), '--port', '0', '--people', PEOPLE];
  const child = spawn(process.execPath, words, { cwd: root });
  const closed = once(child, 'close');
  const times = { audited: null, listens: null };
  let text = '';
  const url = new Promise((done, fail) => {
    closed.then(() => fail(new Error(`it ended before it listened:\n${text}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece) => {
        text += piece;
        if (times.audited === null && text.includes('In a build this audit would exit')) times.audited = since();
        const found = /listens on (http:\S+)/.exec(text);
        if (found === null || times.listens !== null) return;
        times.listens = since();
        done(found[1]);
      });
  });
  const base = await url;
  const isReady = async () => (await fetch(`${base}/readyz`).catch(() => ({ ok: false }))).ok;
  while (!(await isReady())) await new Promise((done) => setTimeout(done, READY_EVERY_MS));
  const page = await fetch(`${base}/console/`);
  if (!page.ok) throw new Error(`the console answers ${page.status}`);
  const told = { ...times, ready: since(), built: text.includes('Building the project') };
  child.kill('SIGINT');
  await closed;
  return told;
}

const shown = ({ audited, listens, ready, built }) =>
  `audited ${audited.toFixed(1)} s, listens ${listens.toFixed(1)} s, ready ${ready.toFixed(1)} s${built ? ' (built)' : ''}`;

try {
  if (process.argv.includes('--build')) rmSync(join(root, 'dist'), { recursive: true, force: true });
  const first = await start();
  const second = await start();
  console.log(`first start:  ${shown(first)}; goal ${GOAL_S.first} s`);
  console.log(`second start: ${shown(second)}; goal ${GOAL_S.second} s`);
  console.log(`ratio ${(second.ready / first.ready).toFixed(2)}, load ${loadavg()[0].toFixed(1)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
