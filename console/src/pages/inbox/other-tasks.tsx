import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { mineQuery } from '../../api/cases.js';
import { controlTasksQuery } from '../../api/controls.js';
import { personRequestsQuery } from '../../api/requests.js';
import { useMay } from '../../parts/may.js';
import { shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import type { Todo } from './todo.js';

/** How far ahead controls are told of, days, and how many of them one by one. */
const AHEAD_DAYS = 30;
const MOST_CONTROLS = 5;

/** Controls that become open soon. */
export function useControlTasks(): readonly Todo[] {
  const enabled = useMay()('control.read');
  const tasks = shownOf(useQuery({ ...controlTasksQuery({ days: AHEAD_DAYS }), enabled, retry: false }))?.tasks ?? [];
  const shown = tasks.slice(0, MOST_CONTROLS).map(
    ({ system, framework, control, day, why, says }): Todo => ({
      key: `control ${system} ${framework} ${control} ${day}`,
      isMine: false,
      look: 'care',
      node: (
        <>
          <span className="what">
            <Link to="/controls" search={{ system, view: 'tasks' }}>
              <Name>{`${control} of ${system} becomes open`}</Name>
            </Link>
          </span>
          <span className="when">before {day}</span>
          <span className="why">
            {why === 'begins' ? 'Law begins: ' : 'A record ends or grows too old: '}
            <Name whole>{says}</Name>
          </span>
        </>
      ),
    }),
  );
  if (tasks.length <= MOST_CONTROLS) return shown;
  const more: Todo = {
    key: 'controls',
    isMine: false,
    look: '',
    node: (
      <>
        <span className="what">
          <Link to="/controls" search={{ view: 'tasks' }}>
            {tasks.length - MOST_CONTROLS} more controls become open within {AHEAD_DAYS} days
          </Link>
        </span>
        <span className="when" />
      </>
    ),
  };
  return [...shown, more];
}

/** Cases that the reader has, and what people asked for; where they are not asked for, as far as another page did. */
export function usePeopleTasks(isAsked = true): readonly Todo[] {
  const may = useMay();
  const reads = may('case.review') && !may('case.list');
  const cases = shownOf(useQuery({ ...mineQuery, enabled: reads && isAsked, retry: false }))?.cases ?? [];
  const mine = reads ? cases : [];
  const answers = may('request.list');
  const asked = useQuery({ ...personRequestsQuery, enabled: answers && isAsked, retry: false });
  const open = (answers ? shownOf(asked)?.requests : undefined) ?? [];
  return [
    ...(mine.length === 0
      ? []
      : [
          {
            key: 'cases',
            isMine: true,
            look: 'care' as const,
            node: (
              <>
                <span className="what">
                  <Link to="/cases">
                    {mine.length === 1 ? 'You have a case to read' : `You have ${mine.length} cases to read`}
                  </Link>
                </span>
                <span className="when" />
              </>
            ),
          },
        ]),
    ...open
      .filter(({ state }) => state === 'open')
      .map(
        ({ id, kind, due }): Todo => ({
          key: `request ${id}`,
          isMine: true,
          look: 'care',
          node: (
            <>
              <span className="what">{REQUESTS[kind]}</span>
              <span className="when">
                due <Time at={due} relative />
              </span>
              <span className="why">
                Do it, then answer it by <code>POST /v1/requests/{id}/answer</code>.
              </span>
            </>
          ),
        }),
      ),
  ];
}

const REQUESTS = {
  copy: 'A person asks for a copy of what is held',
  erasure: 'A person asks that what is held be erased',
  consent: 'A person takes back what they agreed to',
} as const;
