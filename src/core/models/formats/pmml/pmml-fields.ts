import { invalidModel, MAX_FEATURES } from '../../decode/limits.js';
import type { Feature } from '../../kinds/model.js';
import {
  childOf,
  childrenOf,
  demandAttributes,
  demandChildren,
  type Element,
  SERVE,
  textNumber,
  textOf,
} from './pmml-elements.js';

/** A field as a predicate or a term meets it: an input, perhaps under another name, rounded or scaled. */
export interface Field {
  /** Place among the inputs. */
  readonly input: number;
  /** Texts of the categories; null for numbers. */
  readonly categories: readonly string[] | null;
  /** Whether its numbers are of 32 bits. */
  readonly isFloat: boolean;
  /** The field is factor * input + shift. */
  readonly factor: number;
  readonly shift: number;
}

const NUMBERS = ['double', 'float', 'integer'];

/** The fields of a file: what its data are, which of them the model reads, and other names under which it does. */
export class Fields {
  readonly #data = new Map<string, Element>();
  readonly #derived = new Map<string, Element>();
  readonly #known = new Map<string, Field>();
  /** Names of the inputs, in their order. */
  readonly #inputs: string[] = [];
  /** What a missing value of an input is replaced by. */
  readonly #replaced = new Map<number, number>();

  /** Takes a `<DataDictionary>`. */
  addData(dictionary: Element): void {
    demandChildren(dictionary, new Set(['DataField']));
    for (const field of dictionary.children) {
      const name = textOf(field, 'name');
      if (this.#data.has(name)) throw invalidModel(field.where, `is a second field "${name}"`);
      this.#data.set(name, field);
    }
    if (this.#data.size > MAX_FEATURES) throw invalidModel(dictionary.where, `has ${this.#data.size} fields`);
  }

  /** Takes a `<DerivedField>`. */
  addDerived(field: Element): void {
    const name = textOf(field, 'name');
    if (this.#derived.has(name) || this.#data.has(name)) throw invalidModel(field.where, `is a second field "${name}"`);
    this.#derived.set(name, field);
  }

  /** Takes the `<MiningSchema>` of the whole model, whose active fields are the inputs. Gives the name of the target; null for none. */
  takeSchema(schema: Element): string | null {
    demandChildren(schema, new Set(['MiningField']));
    let target: string | null = null;
    for (const field of schema.children) {
      const name = textOf(field, 'name');
      const usage = field.attributes.usageType ?? 'active';
      if (usage === 'target' || usage === 'predicted') {
        target = name;
        continue;
      }
      if (usage === 'supplementary') continue;
      demandAttributes(field, {
        ...{ name: null, usageType: ['active'], importance: null, optype: ['continuous', 'categorical', 'ordinal'] },
        ...{ outliers: ['asIs'], missingValueReplacement: null, missingValueTreatment: null },
        invalidValueTreatment: ['returnInvalid', 'asIs', 'asMissing'],
      });
      this.#addInput(name, field);
    }
    if (this.#inputs.length === 0) throw invalidModel(schema.where, 'names no input');
    return target;
  }

  #addInput(name: string, mining: Element): void {
    const data = this.#data.get(name);
    if (data === undefined) throw invalidModel(mining.where, `names "${name}", which is no <DataField>`);
    const type = textOf(data, 'dataType');
    const isCategory = textOf(data, 'optype') !== 'continuous';
    if (!isCategory && !NUMBERS.includes(type))
      throw invalidModel(data.where, `"${name}" is a continuous ${type}, which is not read`, SERVE);
    const treatment = mining.attributes.invalidValueTreatment ?? 'returnInvalid';
    if (childOf(data, 'Interval') !== undefined && treatment !== 'asIs') {
      throw invalidModel(
        data.where,
        `"${name}" has an <Interval> outside of which the model gives no score (${treatment})`,
        "Export it without bounds, with invalidValueTreatment asIs (of sklearn2pmml: ContinuousDomain(invalid_value_treatment='as_is')).",
      );
    }
    const categories = isCategory ? valuesOf(data) : null;
    if (categories !== null && categories.length === 0)
      throw invalidModel(data.where, `"${name}" lists no <Value>, so that its categories are not known`, SERVE);
    const input = this.#inputs.push(name) - 1;
    const field: Field = { input, categories, isFloat: type === 'float', factor: 1, shift: 0 };
    this.#known.set(name, field);
    const replaced = mining.attributes.missingValueReplacement;
    if (replaced === undefined) return;
    const value = categories === null ? Number(replaced) : categories.indexOf(replaced);
    if (!Number.isFinite(value) || (categories !== null && value < 0))
      throw invalidModel(
        mining.where,
        `replaces missing values by "${replaced.slice(0, 60)}", which "${name}" has not`,
      );
    this.#replaced.set(input, value);
  }

  /** The inputs of the model. */
  get features(): Feature[] {
    return this.#inputs.map((name) => {
      const { categories } = this.#known.get(name)!;
      return categories === null ? { name } : { name, categories };
    });
  }

  /** What a missing value of an input is replaced by; NaN for nothing. */
  replacementOf(input: number): number {
    return this.#replaced.get(input) ?? Number.NaN;
  }

  /** The field of a name. Throws MODEL_INVALID for one that is unknown, or made in a way that is not read. */
  field(name: string, where: string): Field {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const derived = this.#derived.get(name);
    if (derived === undefined) throw invalidModel(where, `names the field "${name.slice(0, 100)}", which is no input`);
    // A field that is made of itself would have no end.
    this.#derived.delete(name);
    const field = this.#make(derived);
    this.#known.set(name, field);
    return field;
  }

  #make(derived: Element): Field {
    const [how] = derived.children;
    const type = textOf(derived, 'dataType');
    if (how === undefined) throw invalidModel(derived.where, 'is made of nothing');
    if (how.name === 'FieldRef') {
      demandAttributes(how, { field: null });
      const from = this.field(textOf(how, 'field'), how.where);
      if (from.categories !== null) return from;
      // A cast to whole numbers cuts, which no threshold says.
      if (type === 'integer' && !this.#isInteger(textOf(how, 'field')))
        throw invalidModel(derived.where, 'is cut to a whole number, which is not read', SERVE);
      return { ...from, isFloat: from.isFloat || type === 'float' };
    }
    const { factor, shift, of } = this.#affine(how);
    const from = this.field(of, how.where);
    if (from.categories !== null) throw invalidModel(how.where, `computes with "${of}", which is no number`);
    return {
      ...from,
      isFloat: from.isFloat || type === 'float',
      factor: factor * from.factor,
      shift: factor * from.shift + shift,
    };
  }

  #isInteger(name: string): boolean {
    const field = this.#data.get(name) ?? this.#derived.get(name);
    return field?.attributes.dataType === 'integer';
  }

  /** A field times a number plus a number. */
  #affine(how: Element): Affine {
    if (how.name === 'FieldRef') return { factor: 1, shift: 0, of: textOf(how, 'field') };
    const [a, b] = how.children;
    if (how.name !== 'Apply' || a === undefined || b === undefined || how.children.length !== 2) throw otherwise(how);
    demandAttributes(how, { function: ['+', '-', '*', '/'] });
    const sign = textOf(how, 'function');
    const [left, right] = [constantOf(a), constantOf(b)];
    if (right !== null && left === null) return withNumber(this.#affine(a), sign, right, how);
    if (left !== null && right === null && (sign === '+' || sign === '*'))
      return withNumber(this.#affine(b), sign, left, how);
    throw otherwise(how);
  }

  /** Categories of the target, in their order; null for numbers. */
  classesOf(target: string | null): readonly string[] | null {
    const data = target === null ? undefined : this.#data.get(target);
    return data === undefined || textOf(data, 'optype') === 'continuous' ? null : valuesOf(data);
  }
}

/** A field times a number plus a number. */
interface Affine {
  readonly factor: number;
  readonly shift: number;
  readonly of: string;
}

function withNumber({ factor, shift, of }: Affine, sign: string, number: number, how: Element): Affine {
  if (sign === '+') return { factor, shift: shift + number, of };
  if (sign === '-') return { factor, shift: shift - number, of };
  if (sign === '*') return { factor: factor * number, shift: shift * number, of };
  if (number === 0) throw otherwise(how);
  return { factor: factor / number, shift: shift / number, of };
}

const otherwise = (how: Element) =>
  invalidModel(how.where, `<${how.name}> makes a field in a way that is not read`, SERVE);

/** The values of a field that are neither missing nor invalid. */
const valuesOf = (data: Element): string[] =>
  childrenOf(data, 'Value').flatMap((value) =>
    (value.attributes.property ?? 'valid') === 'valid' ? [textOf(value, 'value')] : [],
  );

function constantOf(element: Element): number | null {
  if (element.name !== 'Constant') return null;
  const text = (element.became as string | undefined) ?? '';
  return text.trim() === '' ? null : textNumber(text, element);
}
