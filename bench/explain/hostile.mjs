// Peak memory that a hostile model file costs before it is refused, one child process per file.
//   node bench/explain/hostile.mjs [MEGABYTES] [NAME]      (TRIBUNE_DIST=folder of another build)
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hostileFiles } from './hostile-files.mjs';

const MEGABYTE = 2 ** 20;
const size = Number(process.argv[2] ?? 200) * MEGABYTE;
const dist = process.env.TRIBUNE_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** Resident memory at its highest, in bytes; Node gives kilobytes. */
const peak = () => process.resourceUsage().maxRSS * 1024;

async function readOne(name) {
  const { readModel } = await import(pathToFileURL(`${dist}/core/models/index.js`).href);
  readModel(new TextEncoder().encode('{"kind":"linear","featureNames":["a"],"coef":[[1]],"intercept":[0]}'));
  const bytes = hostileFiles[name](size);
  const before = peak();
  const start = process.cpuUsage();
  let said = 'READ';
  try {
    readModel(bytes, { name: 'file' });
  } catch (error) {
    said = `${error.code ?? error.name}: ${error.message}`;
  }
  const used = process.cpuUsage(start);
  const seconds = (used.user + used.system) / 1e6;
  process.stdout.write(
    JSON.stringify({ name, file: bytes.length, more: peak() - before, seconds, said: said.slice(0, 110) }),
  );
}

function runAll(names) {
  for (const name of names) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), String(size / MEGABYTE), name], {
      env: { ...process.env, HOSTILE_CHILD: '1' },
      encoding: 'utf8',
    });
    if (child.status !== 0) {
      console.log(
        `${name.padEnd(28)} CRASH ${child.signal ?? child.status} ${child.stderr.split('\n').find((line) => /rror|FATAL/.test(line)) ?? ''}`,
      );
      continue;
    }
    const { file, more, seconds, said } = JSON.parse(child.stdout);
    const mb = (bytes) => `${Math.round(bytes / MEGABYTE)} MB`.padStart(8);
    console.log(
      `${name.padEnd(28)}${mb(file)} +${mb(more)} = ${(more / file).toFixed(2)} x file ${seconds.toFixed(1).padStart(5)} s  ${said}`,
    );
  }
}

const wanted = process.argv[3];
if (process.env.HOSTILE_CHILD === '1') await readOne(wanted);
else runAll(wanted === undefined ? Object.keys(hostileFiles) : [wanted]);
