/** Attributes of a decision by name; null where a value was given as missing or taken back. */
export type Attributes<Value = string | null> = Readonly<Record<string, Value>>;

/**
 * Gives the attributes that are known after some came later: each name that they give replaces the former value, null takes it back, and
 * the other names stay. Race may come from one system and sex from another. Views and audits both use this rule.
 *
 * @example mergeAttributes({ race: 'A', sex: 'F' }, { race: null, age: '25' }) // { race: null, sex: 'F', age: '25' }
 */
export function mergeAttributes<Value>(earlier: Attributes<Value>, later: Attributes<Value>): Attributes<Value> {
  return { ...earlier, ...later };
}
