import { expect, it } from 'vitest';
import { readYaml } from './yaml.js';

const read = (source: string) => readYaml(source, 'gate.yaml', { code: 'USAGE', remedy: 'Mend the line.' });

it('reads what a person wrote, and refuses in one line what is no YAML, repeats a name, or grows without end', () => {
  expect(read('a: &one [1]\nb: *one\n')).toEqual({ a: [1], b: [1] });
  const nested = (by: number): string => `a: &a [x]\nb: &b [${'*a,'.repeat(by)}]\nc: [${'*b,'.repeat(by)}]\n`;
  const wrong = ['a: [', 'a: 1\na: 2', 'deployment: *nothing', nested(20)].map((source) => {
    try {
      return read(source);
    } catch (cause) {
      return [(cause as { code?: string }).code, (cause as Error).message];
    }
  });
  expect(wrong).toEqual([
    ['USAGE', expect.stringMatching(/^gate\.yaml:\d+ is not YAML: .+$/)],
    ['USAGE', expect.stringMatching(/^gate\.yaml:2 is not YAML: Map keys must be unique/)],
    ['USAGE', expect.stringMatching(/^gate\.yaml is not YAML: Unresolved alias .*nothing$/)],
    ['USAGE', expect.stringMatching(/^gate\.yaml is not YAML: Excessive alias count/)],
  ]);
});
