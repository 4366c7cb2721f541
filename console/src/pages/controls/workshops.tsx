import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { recordsQuery, workshopsQuery } from '../../api/controls.js';
import { Actor } from '../../parts/actor.js';
import { recordCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { useMaySome } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { plainText } from '../../parts/plain-text.js';
import { Answer, Empty } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { ChoiceSheet } from './choice-sheet.js';
import { KeepButtons } from './keep-record.js';
import { RiskSheet } from './risk-sheet.js';
import { WorkshopSheet } from './workshop-sheet.js';

type Summary = wire.SystemWorkshops;

/** Workshops and choices of a system: what they come to, and every record as it was kept. */
export const Workshops = ({ system }: { readonly system: string }) => (
  <>
    <WorkshopFigures system={system} />
    <Keep system={system} />
    <Section title="Records">
      <Records system={system} />
    </Section>
  </>
);

const FORMS = [
  { does: 'Hold a workshop on harm', sheet: WorkshopSheet },
  { does: 'Choose a measure of fairness', sheet: ChoiceSheet },
  { does: 'Grade the risk', sheet: RiskSheet },
] as const;

/** Forms for whoever may keep records about the system. */
function Keep({ system }: { readonly system: string }) {
  return useMaySome('control.record') ? <KeepButtons system={system} offers={FORMS} /> : null;
}

/** What workshops and choices come to, in a line of figures and the harms that nobody answers for. */
export function WorkshopFigures({ system }: { readonly system: string }) {
  const summary = useQuery(workshopsQuery(system));
  return (
    <Answer of={summary} what="workshops and choices">
      {(of) => (
        <div className="stack">
          <Figures of={of} />
          <Harms of={of.harms} />
        </div>
      )}
    </Answer>
  );
}

const Figures = ({ of: { risk, harms, choice, principles, challenges } }: { readonly of: Summary }) => (
  <dl className="figures">
    <Figure
      name="Risk form"
      value={risk === null ? 'none' : `${risk.score} of ${risk.of}`}
      note={risk === null ? 'nobody has graded it' : `highest: ${risk.highest.join(', ')}`}
    />
    <Figure
      name="Harms found"
      value={harms === null ? 'no workshop' : harms.n}
      note={
        harms === null
          ? undefined
          : harms.open === 0
            ? 'each has a mitigation and an owner'
            : `${harms.open} that nobody answers for`
      }
    />
    <Figure
      name="Measure of fairness"
      value={choice === null ? 'not chosen' : <Name>{choice.chosen}</Name>}
      note={choice === null || choice.dissents === 0 ? undefined : `${choice.dissents} disagreed`}
    />
    <Figure
      name="Principles enforced"
      value={principles.n === 0 ? 'no principle' : `${principles.enforced} of ${principles.n}`}
      note={principles.said === 0 ? undefined : `${principles.said} by what somebody says, which is not looked up`}
    />
    <Figure
      name="Challenges"
      value={challenges.n}
      note={challenges.open === 0 ? undefined : `${challenges.open} open`}
    />
  </dl>
);

function Harms({ of }: { readonly of: Summary['harms'] }) {
  if (of === null || of.gravest.length === 0) return null;
  return (
    <ul className="tasks">
      {of.gravest.map(({ stakeholder, kind, harm, grade, isOpen }) => (
        <li key={`${stakeholder} ${kind} ${harm}`} className={`task ${isOpen ? 'bad' : ''}`}>
          <span className="what">
            <Name>{harm}</Name>
          </span>
          <span className="when">grade {grade} of 25</span>
          <span className="why">
            <Name>{stakeholder}</Name>, {kind.replaceAll('-', ' ')}.{' '}
            {isOpen
              ? 'Nobody answers for it, or nothing is done about it.'
              : 'Somebody answers for what is done about it.'}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Records({ system }: { readonly system: string }) {
  const records = useQuery(recordsQuery(system));
  return (
    <Answer of={records} what="the records">
      {(list) =>
        list.records.length === 0 ? (
          <Empty title="Nothing was kept yet" command={recordCommand(location.origin, system)}>
            A workshop on harm, the choice of a measure with dissent, a risk form: each is a record that controls and
            documents stand on.
          </Empty>
        ) : (
          <>
            <ul className="tasks">
              {list.records.map(({ id, kind, by, at, digest, body }) => (
                <li key={id} className="task">
                  <span className="what">{kind.replaceAll('-', ' ')}</span>
                  <span className="when">
                    <Time at={at} relative />
                  </span>
                  <span className="why">
                    <Actor id={by} />, under <Digest of={digest} />
                  </span>
                  <details>
                    <summary>What it says</summary>
                    <pre className="text">{plainText(JSON.stringify(body, null, 2))}</pre>
                  </details>
                </li>
              ))}
            </ul>
            {list.next === null ? null : (
              <p className="note">These are the newest {list.records.length}; there are older ones.</p>
            )}
          </>
        )
      }
    </Answer>
  );
}
