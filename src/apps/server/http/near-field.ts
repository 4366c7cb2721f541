import { z } from 'zod';
import { nearName } from '../../../core/base/suggest.js';

/** What a schema is below what it allows besides: absence, null, a default, one of several forms. */
function formsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(formsOf);
  if (schema instanceof z.ZodPipe) return formsOf(schema.in);
  const isAround = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isAround ? formsOf(schema.unwrap()) : [schema];
}

/** What stands in a value of a schema under a field or at a place of a list. */
function within(schema: z.core.$ZodType, step: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (!(schema instanceof z.ZodObject)) return [];
  const found = (schema.shape as z.core.$ZodShape)[String(step)];
  return found === undefined ? [] : [found];
}

/**
 * The beginning of a remedy for a field that nobody knows: the field that was probably meant, or nothing.
 *
 * @example nearField(z.strictObject({ system: z.string() }), { code: 'unrecognized_keys', path: [], keys: ['sytem'] }) // 'Did you mean "system"? '
 */
export function nearField(schema: z.ZodType, issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code !== 'unrecognized_keys') return '';
  const [key = ''] = issue.keys;
  let at: readonly z.core.$ZodType[] = formsOf(schema);
  for (const step of issue.path) at = at.flatMap((one) => within(one, step)).flatMap(formsOf);
  const fields = at.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return nearName(key, [...new Set(fields)]);
}
