import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Threads run the built program (`npm test` builds first). */
const built = pathToFileURL(resolve(import.meta.dirname, '../../../dist/adapters/tile-files/file-thread.js')).href;

const PROGRAM = `
const { fileThread } = await import(${JSON.stringify(built)});
const files = fileThread();
const growth = files.growTree('unused');
await growth.begin(null);
console.log('size', (await growth.settle()).size);
await files.close();
`;

describe('a thread starts whatever options of Node the program has', () => {
  it.each([
    ['of V8', ['--expose-gc', '--max-old-space-size=512']],
    ['of the process', ['--title=service', '--no-warnings']],
    ['of a program given as text', []],
  ])('those %s', async (_, options) => {
    const run = promisify(execFile)(process.execPath, [...options, '--input-type=module', '--eval', PROGRAM]);
    expect((await run).stdout).toBe('size 0\n');
  });
});
