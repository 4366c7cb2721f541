import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSpillDirectory } from './spill.js';

describe('the directory of spilled rows', () => {
  let parent = '';
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'tribune-spill-test-'));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('is gone after the work, and after a failure', async () => {
    await withSpillDirectory(parent, async (directory) => writeFileSync(join(directory, 'rows'), 'x'));
    await expect(withSpillDirectory(parent, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is gone at once when the process is told to end, and leaves no listener behind', async () => {
    // Another listener, as a server has: so the signal does not end this process.
    let heard = 0;
    const listener = () => {
      heard += 1;
    };
    process.on('SIGHUP', listener);
    const listeners = process.listenerCount('SIGHUP');
    const left = await withSpillDirectory(parent, async (directory) => {
      writeFileSync(join(directory, 'rows'), 'x');
      process.emit('SIGHUP', 'SIGHUP');
      return existsSync(directory);
    });
    process.off('SIGHUP', listener);
    expect([left, heard, process.listenerCount('SIGHUP')]).toEqual([false, 1, listeners - 1]);
  });
});
