import { TribuneError } from '../../../base/errors.js';
import { addExclusions } from '../../tally/cells.js';
import { tooManyPeople } from './accumulator.js';
import { settlePlaces } from './cells.js';
import { MAX_PEOPLE } from './scale.js';
import type { AmountTally, Quantity } from './types.js';

/**
 * The tally of all rows of both. Associative and commutative bit for bit. Where one keeps a quantity in steps, the sum does.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, units or weights; `DATA_TOO_LARGE`
 * beyond the limit of people
 * @example mergeAmountTallies(monday, tuesday)
 */
export function mergeAmountTallies(
  a: AmountTally,
  b: AmountTally,
  options: { readonly limit?: number } = {},
): AmountTally {
  for (const field of ['policyDigest', 'unit', 'decimals', 'weightKind'] as const)
    if (a[field] !== b[field]) throw unlike(field, `${a[field]} and ${b[field]}`);
  if (JSON.stringify(a.attributes) !== JSON.stringify(b.attributes))
    throw unlike('attributes', `[${a.attributes.join(', ')}] and [${b.attributes.join(', ')}]`);
  if ((a.places.actual === undefined) !== (b.places.actual === undefined))
    throw unlike('places', 'only one of them counts labels, which R² needs');
  if ((a.places.width === undefined) !== (b.places.width === undefined))
    throw unlike('places', 'only one of them counts prediction intervals');
  const cells = [...a.cells, ...b.cells];
  demandFewPeople(cells);
  const eitherOf = (quantity: Quantity) =>
    a.places[quantity] === 'steps' || b.places[quantity] === 'steps' ? 'steps' : 'distinct';
  return {
    ...a,
    ...settlePlaces(
      cells,
      {
        amount: eitherOf('amount'),
        error: eitherOf('error'),
        ...(a.places.actual === undefined ? {} : { actual: eitherOf('actual'), paired: eitherOf('paired') }),
        ...(a.places.width === undefined ? {} : { covered: eitherOf('covered'), width: eitherOf('width') }),
      },
      options.limit,
    ),
    rowsRead: a.rowsRead + b.rowsRead,
    excluded: addExclusions(a.excluded, b.excluded),
  };
}

/** @throws TribuneError `DATA_TOO_LARGE` */
export function demandFewPeople(cells: AmountTally['cells']): void {
  let people = 0n;
  for (const { quantity, weight } of cells) if (quantity === 'amount') people += weight;
  if (people > MAX_PEOPLE) throw tooManyPeople();
}

const unlike = (field: string, values: string): TribuneError =>
  new TribuneError('TALLY_INVALID', `the tallies differ in ${field}: ${values}`, {
    remedy: 'Merge tallies of one policy only.',
    place: { name: field },
  });
