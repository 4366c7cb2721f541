import { TribuneError } from '../../../core/base/errors.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { Log } from '../../log/api/index.js';
import type { DecisionLog, Runtime } from '../../log/ports/index.js';
import type { ErasureCertificate, Reader, SubjectExport, SubjectRights } from '../api/service-api.js';
import { subjectRead } from '../events/index.js';
import type { DataPlaces, HoldingAct, LegalHold } from '../ports/index.js';
import { demandAbout } from '../read/about.js';
import { subjectsOf } from '../read/subjects.js';
import type { Repeats } from '../repeats/repeats.js';
import type { Erasures } from '../subjects/erasures.js';
import { exportSubject } from '../subjects/export-subject.js';
import type { HoldRequest } from '../subjects/holds.js';
import { logRead } from './log-read.js';
import { idBytes, type Lookup } from './lookup.js';

export interface RightsDeps {
  readonly runtime: Runtime;
  readonly log: Pick<Log, 'record'>;
  readonly lookup: Lookup;
  readonly decisions: DecisionLog;
  readonly repeats: Repeats | null;
  readonly erasures: Erasures;
  readonly dataPlaces: Pick<DataPlaces, 'setsOf'> | null;
}

/** Serves the rights of people decided about: to get everything that is stored on them, or to have it erased. */
export class Rights implements SubjectRights {
  readonly #deps: RightsDeps;

  constructor(deps: RightsDeps) {
    this.#deps = deps;
  }

  async export(subject: string, reader: Reader): Promise<SubjectExport> {
    const { log, lookup, decisions, repeats, erasures, dataPlaces } = this.#deps;
    const of = printUuid(erasures.subjectTag(subject));
    await logRead(log, { type: subjectRead, of, visible: { payload: true, attributes: true }, reader });
    return exportSubject(subject, {
      log: 'main',
      batches: lookup.batches(),
      decisions,
      erasures,
      repeats,
      dataPlaces,
      later: (id) => lookup.later(id),
    });
  }

  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate> {
    return this.#deps.erasures.erase(subject, request);
  }

  certificate(id: string): Promise<ErasureCertificate | null> {
    return this.#deps.erasures.certificate(id);
  }

  turnEpoch(): Promise<{ epoch: number; completed: readonly ErasureCertificate[] }> {
    return this.#deps.erasures.turnEpoch();
  }

  setHold(subject: string, hold: HoldRequest): Promise<LegalHold> {
    return this.#deps.erasures.setHold(subject, hold);
  }

  async holdDecision(decision: string, request: HoldRequest, within: HoldingAct): Promise<LegalHold> {
    const { lookup, erasures } = this.#deps;
    const bytes = idBytes(decision);
    const batches = lookup.batches();
    const place = bytes === null ? null : await lookup.locate(bytes, batches);
    if (bytes === null || place === null)
      throw new TribuneError('DECISION_UNKNOWN', `no decision has the id ${JSON.stringify(decision.slice(0, 40))}`, {
        remedy: 'Give the id under which it was recorded.',
      });
    const opened = await batches.opened(place.seq);
    demandAbout(opened, place, { id: bytes, kind: 'decision' });
    const subject = subjectsOf(opened)[place.position]!;
    if (subject === '')
      throw new TribuneError('CONFLICT', `the decision ${decision} was erased`, {
        remedy: 'Nothing is left of it that a hold could keep; its receipt still stands.',
      });
    return erasures.setHold(subject, request, within);
  }

  holds(): Promise<LegalHold[]> {
    return this.#deps.erasures.holds();
  }

  releaseHold(id: string, by: string): Promise<LegalHold> {
    return this.#deps.erasures.releaseHold(id, by);
  }
}
