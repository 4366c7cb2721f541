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
  /** Categories; null for numbers. */
  readonly categories: Categories | null;
  /** Whether its numbers are of 32 bits. */
  readonly isFloat: boolean;
  /** The field is factor * input + shift. */
  readonly factor: number;
  readonly shift: number;
}

/** Texts of categories in their order, and the place of each. */
export interface Categories {
  readonly texts: readonly string[];
  readonly codes: ReadonlyMap<string, number>;
}

const NUMBERS = ['double', 'float', 'integer'];
/** What may be done with a missing value of a field; `returnInvalid` gives no score for one. */
const MISSING_TREATMENTS = ['asIs', 'asMean', 'asMode', 'asMedian', 'asValue', 'returnInvalid'];

/** The fields of a file: what its data are, which of them the model reads, and other names under which it does. */
export class Fields {
  readonly #data = new Map<string, Element>();
  readonly #derived = new Map<string, Element>();
  readonly #known = new Map<string, Field>();
  /** Names of the inputs, in their order. */
  readonly #inputs: string[] = [];
  /** What a missing value of an input is replaced by. */
  readonly #replaced = new Map<number, number>();
  /** The same as the file writes it, by the name of the input. */
  readonly #replacements = new Map<string, string>();
  /** Inputs of which a missing value has no score. */
  readonly #refusing = new Set<number>();
  readonly #categories = new Map<Element, Categories>();

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
        ...{ outliers: ['asIs'], missingValueReplacement: null, missingValueTreatment: MISSING_TREATMENTS },
        invalidValueTreatment: ['returnInvalid', 'asIs', 'asMissing'],
      });
      this.#addInput(name, field);
    }
    if (this.#inputs.length === 0) throw invalidModel(schema.where, 'names no input');
    return target;
  }

  /** Takes a `<MiningSchema>` inside the model, which must change no value that the one of the whole model did not. */
  demandSame(schema: Element): void {
    demandChildren(schema, new Set(['MiningField']));
    for (const field of schema.children) {
      const { name = '', usageType = 'active', missingValueReplacement: replaced, ...others } = field.attributes;
      if (usageType === 'target' || usageType === 'predicted') continue;
      const { outliers = 'asIs', missingValueTreatment = 'asIs', invalidValueTreatment = 'asIs' } = others;
      const isSame = replaced === undefined || replaced === this.#replacements.get(name);
      if (
        !isSame ||
        outliers !== 'asIs' ||
        missingValueTreatment === 'returnInvalid' ||
        invalidValueTreatment === 'asValue'
      )
        throw invalidModel(
          field.where,
          `treats "${name.slice(0, 100)}" otherwise than the whole model, which is not read`,
          SERVE,
        );
    }
  }

  #addInput(name: string, mining: Element): void {
    if (this.#known.has(name)) throw invalidModel(mining.where, `is a second input "${name}"`);
    const data = this.#data.get(name);
    if (data === undefined) throw invalidModel(mining.where, `names "${name}", which is no <DataField>`);
    const type = textOf(data, 'dataType');
    // A model may take a number as a category, or a category that is a number as one.
    const isCategory = (mining.attributes.optype ?? textOf(data, 'optype')) !== 'continuous';
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
    if (!isCategory) demandPlainNumbers(data, treatment);
    const categories = isCategory ? this.#categoriesOf(data) : null;
    if (categories !== null && categories.texts.length === 0)
      throw invalidModel(data.where, `"${name}" lists no <Value>, so that its categories are not known`, SERVE);
    const input = this.#inputs.push(name) - 1;
    const field: Field = { input, categories, isFloat: type === 'float', factor: 1, shift: 0 };
    this.#known.set(name, field);
    if (mining.attributes.missingValueTreatment === 'returnInvalid') this.#refusing.add(input);
    const replaced = mining.attributes.missingValueReplacement;
    if (replaced === undefined) return;
    const value =
      categories === null ? textNumber(replaced, mining, 'missingValueReplacement') : categories.codes.get(replaced);
    if (value === undefined)
      throw invalidModel(
        mining.where,
        `replaces missing values by "${replaced.slice(0, 60)}", which "${name}" has not`,
      );
    this.#replaced.set(input, value);
    this.#replacements.set(name, replaced);
  }

  /** The inputs of the model. */
  get features(): Feature[] {
    return this.#inputs.map((name, input) => {
      const { categories } = this.#known.get(name)!;
      return {
        name,
        ...(categories === null ? {} : { categories: categories.texts }),
        ...(this.#refusing.has(input) ? { missing: 'refused' as const } : {}),
      };
    });
  }

  /** The name of an input. */
  nameOf(input: number): string {
    return this.#inputs[input]!;
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
    const isNumber = NUMBERS.includes(type);
    if (how.name === 'FieldRef') {
      demandAttributes(how, { field: null });
      const from = this.field(textOf(how, 'field'), how.where);
      if (from.categories !== null) return from;
      if (!isNumber)
        throw invalidModel(derived.where, `makes a ${type.slice(0, 40)} of a number, which is not read`, SERVE);
      // A cast to whole numbers cuts, which no threshold says.
      if (type === 'integer' && !this.#isInteger(textOf(how, 'field')))
        throw invalidModel(derived.where, 'is cut to a whole number, which is not read', SERVE);
      return { ...from, isFloat: from.isFloat || type === 'float' };
    }
    if (!isNumber || type === 'integer')
      throw invalidModel(derived.where, `computes a ${type.slice(0, 40)}, which is not read`, SERVE);
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
    if (how.name === 'FieldRef') {
      demandAttributes(how, { field: null });
      return { factor: 1, shift: 0, of: textOf(how, 'field') };
    }
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
  classesOf(target: string | null): Categories | null {
    const data = target === null ? undefined : this.#data.get(target);
    return data === undefined || textOf(data, 'optype') === 'continuous' ? null : this.#categoriesOf(data);
  }

  /** The values of a field that are neither missing nor invalid. */
  #categoriesOf(data: Element): Categories {
    const known = this.#categories.get(data);
    if (known !== undefined) return known;
    const texts = valuesOf(data);
    const codes = new Map(texts.map((text, code) => [text, code]));
    if (codes.size !== texts.length) throw invalidModel(data.where, 'lists a <Value> twice');
    const made = { texts, codes };
    this.#categories.set(data, made);
    return made;
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

/** Refuses numbers of which some stand for something else. */
function demandPlainNumbers(data: Element, treatment: string): void {
  const special = childrenOf(data, 'Value').find(({ attributes: { property, value } }) => {
    if (property !== 'missing') return treatment !== 'asIs';
    // What is no number is missing everywhere.
    return value !== 'NaN';
  });
  if (special !== undefined)
    throw invalidModel(special.where, 'lists a number that is valid, missing or invalid, which is not read', SERVE);
}

const valuesOf = (data: Element): string[] =>
  childrenOf(data, 'Value').flatMap((value) =>
    (value.attributes.property ?? 'valid') === 'valid' ? [textOf(value, 'value')] : [],
  );

function constantOf(element: Element): number | null {
  if (element.name !== 'Constant') return null;
  const text = (element.became as string | undefined) ?? '';
  return text.trim() === '' ? null : textNumber(text, element);
}
