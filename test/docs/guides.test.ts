import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, root } from '../e2e/support.js';

/** Every page a reader may open. */
const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(root, name)),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(root, folder, name)),
  ),
];
const withoutCode = (text: string): string => text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

describe('links lead somewhere', () => {
  it.each(pages.map((page) => relative(root, page)))('%s', (name) => {
    const page = join(root, name);
    const links = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]!);
    const missing = links
      .filter((link) => !/^(https?:|mailto:|#)/.test(link))
      .filter((link) => !existsSync(resolve(dirname(page), link.split('#')[0]!)));
    expect(missing).toEqual([]);
  });
});

/** Fences marked `sh run` are command lines of ours; each line must end in a verdict, not in an error. */
const commands = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```sh run\n([\s\S]*?)```/g)].flatMap((m) =>
    m[1]!
      .split('\n')
      .filter((line) => line.startsWith('npx tribune '))
      .map((line) => [relative(root, page), line] as const),
  ),
);

describe('commands in the pages run', () => {
  it('there are some', () => expect(commands.length).toBeGreaterThan(0));

  it.each(commands)('%s: %s', async (_, line) => {
    const words = line.replace('npx tribune ', '').trim().split(/\s+/);
    const { code, err } = await cli(words);
    expect(err).not.toMatch(/^error /m);
    expect([0, 1, 3]).toContain(code);
  });
});

/** Fences marked `ts run` are programs; what they print stands behind `// ->`. They import the package by its own name. */
const programs = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```ts run\n([\s\S]*?)```/g)].map(
    (m, i) => [`${relative(root, page)}, program ${i + 1}`, m[1]!] as const,
  ),
);

describe('programs in the pages run', () => {
  it('there are some', () => expect(programs.length).toBeGreaterThan(0));

  it.each(programs)('%s', (_, code) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const promised = [...code.matchAll(/\/\/ -> (.*)$/gm)].map((m) => m[1]);
    expect(stdout.trimEnd().split('\n')).toEqual(promised);
  });
});
