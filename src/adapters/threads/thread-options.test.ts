import { describe, expect, it } from 'vitest';
import { threadOptions } from './thread-options.js';

describe('a thread', () => {
  it('takes over the options of the program but those of a program given as text', () => {
    expect(threadOptions(['--max-old-space-size=512', '--input-type=module', '--no-warnings'])).toEqual([
      '--max-old-space-size=512',
      '--no-warnings',
    ]);
  });
});
