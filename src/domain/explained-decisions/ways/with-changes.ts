/** What is changed to what, by the name of an input. */
export type ProposedChanges = Readonly<Record<string, { readonly to: unknown }>>;

/**
 * Recorded inputs with the proposed changes. A name with dots stands for a value inside objects, where the inputs have no such name themselves.
 *
 * @example
 * withChanges({ income: 1, home: { rent: 9 } }, { 'home.rent': { to: 5 } }); // { income: 1, home: { rent: 5 } }
 */
export function withChanges(inputs: object, changes: ProposedChanges): object {
  let changed: object = inputs;
  for (const [name, { to }] of Object.entries(changes)) changed = withOne(changed, name, to);
  return changed;
}

/**
 * The value of a recorded input by its name, which may lead into objects as that of a change does; undefined where there is none.
 *
 * @example
 * inputNamed({ home: { rent: 9 } }, 'home.rent'); // { value: 9 }
 */
export function inputNamed(inputs: object, name: string): { readonly value: unknown } | undefined {
  const own = inputs as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(own, name)) return { value: own[name] };
  const split = splitOf(inputs, name);
  return split === null ? undefined : inputNamed(split.inside, split.rest);
}

function withOne(inputs: object, name: string, to: unknown): object {
  const split = Object.hasOwn(inputs, name) ? null : splitOf(inputs, name);
  const [own, value] = split === null ? [name, to] : [split.head, withOne(split.inside, split.rest, to)];
  // A name like __proto__ makes a property here, and changes no prototype.
  return Object.fromEntries([...Object.entries(inputs).filter(([other]) => other !== own), [own, value]]);
}

/** The object inside the inputs that a name with dots leads into, with the rest of the name; null where it leads into none. */
function splitOf(inputs: object, name: string) {
  for (let at = name.indexOf('.'); at > 0; at = name.indexOf('.', at + 1)) {
    const [head, rest] = [name.slice(0, at), name.slice(at + 1)];
    const inside = (inputs as Readonly<Record<string, unknown>>)[head];
    if (Object.hasOwn(inputs, head) && typeof inside === 'object' && inside !== null) return { head, inside, rest };
  }
  return null;
}
