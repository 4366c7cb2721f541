// The types of a room's public functions as descriptions that `src/core/base/door.ts` checks arguments against.
import ts from 'typescript';

/** Objects whose names are all known: another name in them is a misspelt one. */
const EXACT = /(Options|Input|Spec|Question|Rules)$/;
const TYPED = [
  'Int8',
  'Uint8',
  'Uint8Clamped',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'Float32',
  'Float64',
  'BigInt64',
  'BigUint64',
];
const BUILT = [...TYPED.map((numbers) => `${numbers}Array`), 'ArrayBuffer', 'SharedArrayBuffer', 'Map', 'Set'];
const BUILT_ALIASES = { ReadonlyMap: 'Map', ReadonlySet: 'Set' };

/** Literals from which on a named union has a constant of its own. */
const LONG_UNION = 4;

/** Descriptions of types; those with a name are written once and referred to. */
export class Kinds {
  #checker;
  #makers;
  /** Type -> name of its constant. */
  #names = new Map();
  /** Name -> text of its definition. */
  definitions = new Map();
  helpers = new Set();
  /** Whether the type at hand is an argument, or a part of options: what is written out there has no other names. */
  #isTold = true;

  /** @param makers names of the functions that give a type, by the type's name */
  constructor(checker, makers) {
    this.#checker = checker;
    this.#makers = makers;
  }

  #call(helper, ...parts) {
    this.helpers.add(helper);
    return `${helper}(${parts.join(', ')})`;
  }

  #word(helper) {
    this.helpers.add(helper);
    return helper;
  }

  /** The description of a parameter or field; `optional` ones may be left out. */
  ofSymbol(symbol, node, optional) {
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, node);
    const mayLack = optional || (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    const kind = this.of(mayLack ? withoutUndefined(this.#checker, type) : type, node);
    return mayLack ? this.#call('maybe', kind) : kind;
  }

  of(type, node) {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return this.#word('anything');
    if (type.isTypeParameter()) {
      const bound = this.#checker.getBaseConstraintOfType(type);
      return bound === undefined || bound === type ? this.#word('anything') : this.of(bound, node);
    }
    if (flags & ts.TypeFlags.BooleanLike && !(flags & ts.TypeFlags.BooleanLiteral)) return this.#word('flag');
    if (type.isUnion()) return this.#union(type, node);
    if (
      flags & ts.TypeFlags.StringLiteral ||
      flags & ts.TypeFlags.NumberLiteral ||
      flags & ts.TypeFlags.BooleanLiteral ||
      flags & ts.TypeFlags.Null
    )
      return this.#call('oneOf', literal(this.#checker, type));
    if (flags & ts.TypeFlags.StringLike) return this.#word('text');
    if (flags & ts.TypeFlags.NumberLike) return this.#word('number');
    if (flags & ts.TypeFlags.BigIntLike) return this.#word('bigint');
    if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return this.#word('absent');
    if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.StringLike))
      return this.#word('text');
    if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive))
      return this.#object(type, node);
    return this.#word('anything');
  }

  #union(type, node) {
    if (this.#names.has(type)) return this.#names.get(type);
    const literals = [];
    const others = [];
    let booleans = 0;
    for (const part of type.types) {
      if (part.flags & ts.TypeFlags.BooleanLiteral) booleans++;
      if (
        part.flags &
        (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BooleanLiteral | ts.TypeFlags.Null)
      )
        literals.push(literal(this.#checker, part));
      else others.push(part);
    }
    if (booleans === 2) {
      const rest = literals.filter((one) => one !== 'true' && one !== 'false');
      literals.splice(0, literals.length, ...rest);
    }
    const name = type.aliasSymbol?.name;
    // Named unions of objects may be recursive; long lists of words would stand at every place.
    const isOwn =
      name !== undefined &&
      (others.filter((part) => part.flags & ts.TypeFlags.Object).length > 1 || literals.length >= LONG_UNION);
    const write = () => {
      const kinds = others.map((part) => this.of(part, node));
      if (booleans === 2) kinds.push(this.#word('flag'));
      if (literals.length > 0) kinds.push(this.#call('oneOf', ...literals.sort(byWord)));
      // The compiler numbers types as it meets them: an order of our own, so that a new type elsewhere changes nothing here.
      const distinct = [...new Set(kinds)].sort();
      return distinct.length === 1 ? distinct[0] : this.#call('either', ...distinct);
    };
    if (!isOwn) return write();
    const constant = this.#reserve(type, name);
    this.definitions.set(constant, this.#call('later', `() => ${write()}`));
    return constant;
  }

  #reserve(type, wanted) {
    let constant = `${wanted}Kind`;
    for (let i = 2; this.definitions.has(constant); i++) constant = `${wanted}${i}Kind`;
    this.#names.set(type, constant);
    this.definitions.set(constant, '');
    return constant;
  }

  #object(type, node) {
    const checker = this.#checker;
    const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? '';
    if (checker.isTupleType(type))
      return this.#call('tuple', ...checker.getTypeArguments(type).map((part) => this.of(part, node)));
    if (checker.isArrayType(type)) return this.#call('list', this.of(checker.getTypeArguments(type)[0], node));
    const own = type.getSymbol()?.name ?? '';
    const builtName = BUILT_ALIASES[own] ?? own;
    if (BUILT.includes(builtName)) return this.#call('built', `'${builtName}'`);
    if (own === 'ArrayLike') {
      const element = checker.getTypeArguments(type)[0];
      return this.#word(element.flags & ts.TypeFlags.NumberLike ? 'numbers' : 'series');
    }
    if (own === 'Iterable' || own === 'AsyncIterable' || own === 'IterableIterator') return this.#word('iterable');
    if (own === 'Promise' || own === 'Date') return this.#word('anything');
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return this.#word('callback');
    const properties = checker.getPropertiesOfType(type).filter((property) => isPublic(property));
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index !== undefined && properties.length === 0) return this.#call('record', this.of(index, node));
    if (properties.length === 0) return this.#word('anything');
    return this.#shape(type, node, { name, properties });
  }

  #shape(type, node, { name, properties }) {
    if (this.#names.has(type)) return this.#names.get(type);
    const isNamed =
      /^[A-Z]/.test(name) &&
      !['Pick', 'Omit', 'Partial', 'Required', 'Readonly', 'Record', 'Exclude', 'Extract'].includes(name);
    const constant = this.#reserve(type, isNamed ? name : 'Part');
    const isWritten =
      this.#isTold &&
      !isNamed &&
      type.aliasSymbol === undefined &&
      !(type.objectFlags & ts.ObjectFlags.Mapped) &&
      !type.isIntersection();
    const isData = properties.every((property) => !(property.flags & ts.SymbolFlags.Method));
    const exact = isData && ((isNamed && EXACT.test(name)) || isWritten);
    const wasTold = this.#isTold;
    this.#isTold = exact;
    const fields = properties.map((property) => `${fieldName(property.name)}: ${this.ofSymbol(property, node, false)}`);
    this.#isTold = wasTold;
    const makers = this.#makers.get(name) ?? [];
    const rules = [];
    if (isNamed && !exact) rules.push(`words: ${JSON.stringify(wordsOf(name, makers))}`);
    if (exact) rules.push('exact: true');
    else if (fields.some((field) => /\b(list|record|tuple)\(/.test(field))) rules.push('once: true');
    const body = `() => ({ ${fields.join(', ')} })`;
    this.definitions.set(constant, this.#call('shape', body, ...(rules.length > 0 ? [`{ ${rules.join(', ')} }`] : [])));
    return constant;
  }
}

/** Words by alphabet, null last. */
const byWord = (a, b) => (a === 'null') - (b === 'null') || (a < b ? -1 : 1);

const wordsOf = (name, makers) => {
  const article = /^[AEIOU]/.test(name) ? 'an' : 'a';
  return makers.length === 0 ? `${article} ${name}` : `${article} ${name}, as ${makers.join(' or ')} gives it`;
};

const literal = (checker, type) =>
  type.isStringLiteral() ? `'${type.value.replaceAll("'", "\\'")}'` : checker.typeToString(type);

function withoutUndefined(checker, type) {
  if (!type.isUnion()) return type;
  const kept = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
  if (kept.length === type.types.length) return type;
  if (kept.length === 1) return kept[0];
  const origin = type.origin?.types?.find((part) => part.isUnion() && part.types.length === kept.length);
  if (origin !== undefined) return origin;
  const smaller = checker.getNonNullableType(type);
  // `null` is a word of its own: the union without undefined is not always that without both.
  return smaller.types?.length === kept.length
    ? smaller
    : Object.assign(Object.create(type), { types: kept, aliasSymbol: undefined });
}

const fieldName = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

function isPublic(property) {
  if (property.name.startsWith('__#') || property.name.startsWith('#') || property.name.startsWith('__@')) return false;
  return !(property.declarations ?? []).some(
    (declaration) => ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
  );
}
