/** How the absence of a value is typed. */
export const NONE = 'none';

/**
 * The values of attributes that are typed as `sex=F, race=none`; null where a part is of another form, or an attribute has two values.
 *
 * @example groupOf('sex=F, race=none') // { sex: 'F', race: null }
 */
export function groupOf(typed: string): Record<string, string | null> | null {
  const parts = typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const pairs = parts.map((one): [string, string] | null => {
    const at = one.indexOf('=');
    return at <= 0 || at === one.length - 1 ? null : [one.slice(0, at).trim(), one.slice(at + 1).trim()];
  });
  if (pairs.includes(null) || new Set(pairs.map((pair) => pair![0])).size < pairs.length) return null;
  return Object.fromEntries(pairs.map((pair) => [pair![0], pair![1] === NONE ? null : pair![1]]));
}

export const typedGroup = (group: Readonly<Record<string, string | null>> = {}): string =>
  Object.entries(group)
    .map(([name, value]) => `${name}=${value ?? NONE}`)
    .join(', ');
