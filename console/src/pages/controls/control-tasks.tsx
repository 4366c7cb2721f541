import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ControlTask, controlTasksQuery } from '../../api/controls.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Name } from '../../parts/words.js';
import { StatusBadge } from './status-badge.js';

const route = getRouteApi('/controls');

/** How far ahead it is looked, days. */
const AHEAD_DAYS = 400;

const WHY: Readonly<Record<ControlTask['why'], string>> = {
  begins: 'law begins',
  'runs-out': 'a record grows too old or ends',
};

const COLUMNS: readonly Column<ControlTask>[] = [
  { id: 'day', head: 'Before', value: ({ day }) => day, cell: ({ day }) => <span className="number">{day}</span> },
  {
    id: 'control',
    head: 'Control',
    value: ({ control }) => control,
    cell: ({ control, framework, provision }) => (
      <>
        <Name>{control}</Name>
        <span className="note small block">
          <Name>{`${framework}, ${provision}`}</Name>
        </span>
      </>
    ),
  },
  {
    id: 'will',
    head: 'It will be',
    value: ({ will }) => will,
    cell: ({ will }) => <StatusBadge status={will} />,
  },
  { id: 'why', head: 'As', value: ({ why }) => WHY[why], cell: ({ why }) => WHY[why] },
  {
    id: 'says',
    head: 'What is missing then',
    value: ({ says }) => says,
    cell: ({ says, duty }) => (
      <>
        <Name whole>{says}</Name>
        <span className="note small block">
          <Name whole>{duty}</Name>
        </span>
      </>
    ),
  },
];

/** Controls of a system that are not open now and will be, the next first. */
export function ControlTasks({ system }: { readonly system: string }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const tasks = useQuery(controlTasksQuery({ system, days: AHEAD_DAYS }));
  return (
    <Answer of={tasks} what="what comes">
      {(list) =>
        list === null ? (
          <p className="note">Your roles do not show this.</p>
        ) : list.tasks.length === 0 ? (
          <p className="quiet">
            <span className="glyph" aria-hidden="true">
              ●
            </span>
            Nothing becomes open within {AHEAD_DAYS} days that is not open already.
          </p>
        ) : (
          <Table
            caption="What becomes open"
            columns={COLUMNS}
            rows={list.tasks}
            rowKey={({ framework, control, day, why }) => `${framework} ${control} ${day} ${why}`}
            state={state}
            onState={(next) => void navigate({ search: { ...state, ...next }, replace: true })}
            file="control-tasks.csv"
          />
        )
      }
    </Answer>
  );
}
