import { type ActContext, type CaseAct, type Done, SERVICE, stepTo, withBreaches } from './act.js';
import { askSubject, claim, commitView, escalate, leave, subjectAnswers } from './reading.js';
import {
  answer,
  close,
  commitHeldOut,
  confirmApplied,
  erase,
  grantByRecheck,
  isHeldOut,
  notify,
  refer,
  vote,
  withdraw,
} from './settling.js';
import type { WholeCase } from './types.js';

/**
 * Does an act on a case by the rules of the machine, of conflicts and of outcomes. Clocks that ran out until now are entered first.
 *
 * @throws TribuneError CONFLICT where the act is not done at this stage or by this person, INVALID for what may be no outcome of it
 */
export function actOn(before: WholeCase, act: CaseAct, context: ActContext): Done {
  const late = withBreaches(before, context);
  const done = carriedOut(late.whole, act, context);
  return { whole: done.whole, entries: [...late.entries, ...done.entries] };
}

function carriedOut(whole: WholeCase, act: CaseAct, context: ActContext): Done {
  switch (act.act) {
    case 'recheck-grant':
      return grantByRecheck(whole, act.outcome, context);
    case 'recheck-pass':
      return stepTo(whole, act.act, SERVICE, whole.record.stage);
    case 'claim':
      return claim(whole, act.person, context);
    case 'return':
    case 'declare-relation':
      return leave(whole, act.act, act.person);
    case 'commit-view':
      return (isHeldOut(whole) ? commitHeldOut : commitView)(whole, act, context);
    case 'answer':
      return answer(whole, act, context);
    case 'vote':
      return vote(whole, act, context);
    case 'refer':
      return refer(whole, act.person, context);
    case 'ask-subject':
      return askSubject(whole, act.person, context);
    case 'subject-answers':
      return subjectAnswers(whole, act.by, context);
    case 'escalate':
    case 'readmit':
      return escalate(whole, act.act, act.by, context);
    case 'withdraw':
      return withdraw(whole, act.by, context);
    case 'confirm-applied':
      return confirmApplied(whole, act.by, context);
    case 'notify':
      return notify(whole, act.by, context);
    case 'close':
      return close(whole, act.by);
    case 'erase':
      return erase(whole, context);
  }
}
