import type { wire } from 'tribune/client';
import { Name } from '../../parts/words.js';

type Plan = Partial<wire.IncidentPlanRequest>;

/** A plan for whoever may only read it. */
export function PlanText({ of }: { readonly of: Plan }) {
  const lists: readonly (readonly [name: string, lines: readonly string[]])[] = [
    ['Who decides', of.authority ?? []],
    ['Budget', said(of.budget)],
    ['What switching off costs', said(of.costOfStopping)],
    [
      'Who uses the output',
      (of.consumers ?? []).map(({ name, system, contact }) => [name, system, contact].filter(Boolean).join(', ')),
    ],
    ['How to switch off', said(of.switchOff)],
    ['How to switch on again', said(of.switchOn)],
    ['Who is called', (of.called ?? []).map(({ who, how }) => `${who}: ${how}`)],
    ['Duties to report', [...(of.duties ?? []), ...(of.ownDuties ?? []).map(({ id, what }) => `${id}: ${what}`)]],
    ['Drills', (of.drills ?? []).map(({ day, what }) => `${day}: ${what}`)],
    ['Trainings', (of.trainings ?? []).map(({ day, what }) => `${day}: ${what}`)],
    ['Looked at again', said(of.reassessedOn)],
  ];
  return (
    <dl className="facts">
      {lists.map(([name, lines]) => (
        <div className="pair" key={name}>
          <dt>{name}</dt>
          <dd>
            {lines.length === 0
              ? 'not said'
              : // Lines of a plan may be the same twice, and never move while they are shown.
                lines.map((line, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a line is known by
                  <div key={at}>
                    <Name whole>{line}</Name>
                  </div>
                ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const said = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : [text]);
