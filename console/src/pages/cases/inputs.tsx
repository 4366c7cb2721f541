import type { CaseReading } from '../../api/cases.js';
import { type Column, Table } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';
import { inputText } from './words.js';

interface Input {
  readonly name: string;
  readonly value: unknown;
  /** What was recorded where the person corrected it; undefined where nobody did, and before the view. */
  readonly recorded: unknown;
  readonly isCorrected: boolean;
}

const PLAIN: readonly Column<Input>[] = [
  { id: 'name', head: 'What is known', value: ({ name }) => name, cell: ({ name }) => <Name whole>{name}</Name> },
  {
    id: 'value',
    head: 'Value',
    value: ({ value }) => inputText(value),
    cell: ({ value }) => (
      <span className="veiled">
        <Name whole>{inputText(value)}</Name>
      </span>
    ),
  },
];

const WITH_SOURCE: readonly Column<Input>[] = [
  ...PLAIN,
  {
    id: 'source',
    head: 'Where it comes from',
    value: ({ isCorrected }) => (isCorrected ? 'the person' : 'the decision'),
    cell: ({ isCorrected, recorded }) =>
      isCorrected ? (
        <>
          <Badge look="care" glyph="◆">
            corrected by the person
          </Badge>{' '}
          recorded was <Name whole>{inputText(recorded)}</Name>
        </>
      ) : (
        'recorded with the decision'
      ),
  },
];

/** What is known of the person. Where each comes from is said after the view: what was corrected would tell that the decision is contested. */
export function Inputs({ of }: { readonly of: CaseReading }) {
  const inputs = of.inputs as Readonly<Record<string, unknown>>;
  const recorded = ('recorded' in of ? of.recorded : {}) as Readonly<Record<string, unknown>>;
  const rows = Object.entries(inputs).map(
    ([name, value]): Input => ({
      ...{ name, value, recorded: recorded[name] },
      isCorrected: Object.hasOwn(recorded, name),
    }),
  );
  if (rows.length === 0) return <p className="quiet">Nothing about the person was recorded with the decision.</p>;
  return (
    <Table
      caption="What the decision rests on"
      columns={of.stage === 'blind' ? PLAIN : WITH_SOURCE}
      rows={rows}
      rowKey={({ name }) => name}
    />
  );
}
