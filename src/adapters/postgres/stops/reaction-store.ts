import { printUuid, UUID_BYTES, uuidV7 } from '../../../core/base/uuid.js';
import type {
  CalendarPeriod,
  DoneReaction,
  LastReactions,
  OpenAlert,
  ReactionStore,
  ScheduledReaction,
} from '../../../domain/stops/reactions/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Place {
  change: string;
  position: number;
  round: number;
}

interface Content {
  content: string;
  seal: Buffer;
}

const MENDING = 'The log holds every reaction that was done: delete the row, and look what the alert asks for.';

/** Stores reactions in PostgreSQL, each row under a keyed hash: nobody with the database alone keeps a reaction away by saying it was done. */
export class PostgresReactionStore implements ReactionStore {
  readonly #sql: Sql;
  readonly #alerts: RowSeal;
  readonly #reactions: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#alerts = new RowSeal('reaction_alert', deps);
    this.#reactions = new RowSeal('reaction', deps);
  }

  async place(): Promise<number> {
    const [row] = await this.#sql.query<{ change: string }>('select change from reaction_place');
    return Number(row!.change);
  }

  async savePlace(change: number): Promise<void> {
    await this.#sql.query('update reaction_place set change = $1', [change]);
  }

  async openAlerts(): ReturnType<ReactionStore['openAlerts']> {
    const text = 'select change, content, seal from reaction_alert order by change';
    const rows = await this.#sql.query<Content & { change: string }>(text);
    // The seal is over the content: a row that somebody moved says another change than its content.
    const read = rows.map((row) => {
      const alert = isOwn(this.#alerts, row) ? (JSON.parse(row.content) as OpenAlert) : null;
      return alert?.change === Number(row.change) ? alert : null;
    });
    const foreign = rows.find((_, i) => read[i] === null);
    const what = `the alert of change ${foreign?.change}`;
    return {
      alerts: read.filter((alert) => alert !== null),
      foreign: foreign === undefined ? null : foreignRow(what, MENDING),
    };
  }

  async openAlert(alert: OpenAlert): Promise<void> {
    const text = `insert into reaction_alert (change, content, seal) values ($1, $2, $3) on conflict do nothing`;
    const content = JSON.stringify(alert);
    await this.#sql.query(text, [alert.change, content, this.#alerts.of({ content })]);
  }

  async saveGathered(alert: OpenAlert): Promise<void> {
    const content = JSON.stringify(alert);
    const text = 'update reaction_alert set content = $2, seal = $3 where change = $1';
    await this.#sql.query(text, [alert.change, content, this.#alerts.of({ content })]);
  }

  async closeAlerts(alerts: readonly number[]): Promise<void> {
    await this.#sql.query('delete from reaction_alert where change = any($1::bigint[])', [[...alerts]]);
  }

  async add(reaction: DoneReaction): Promise<boolean> {
    const text = `insert into reaction (id, change, position, round, content, seal) values ($1, $2, $3, $4, $5, $6)
      on conflict (change, position, round) do nothing returning 1`;
    const content = JSON.stringify(reaction);
    const { id, change, position, round = 0 } = reaction;
    const values = [id, change, position, round, content, this.#reactions.of({ content })];
    return (await this.#sql.query(text, values)).length > 0;
  }

  async addScheduled(reaction: ScheduledReaction): Promise<boolean> {
    const text = `insert into reaction (id, occasion, position, content, seal) values ($1, $2, $3, $4, $5)
      on conflict (occasion) do nothing returning 1`;
    const content = JSON.stringify(reaction);
    const values = [reaction.id, occasionOf(reaction), reaction.position, content, this.#reactions.of({ content })];
    return (await this.#sql.query(text, values)).length > 0;
  }

  async askedAfter(ms: number): Promise<ScheduledReaction[]> {
    // Ids begin with their time, so that few rows are read.
    const text = 'select content, seal from reaction where occasion is not null and id >= $1 order by id';
    const rows = await this.#sql.query<Content>(text, [printUuid(uuidV7(ms, new Uint8Array(UUID_BYTES)))]);
    return rows
      .map((row) => own<ScheduledReaction>(this.#reactions, row, 'what the calendar asked for'))
      .filter(({ doneAtMs, isEarly }) => doneAtMs > ms && isEarly === undefined);
  }

  async saveEarly(reaction: ScheduledReaction): Promise<void> {
    const early: ScheduledReaction = { ...reaction, isEarly: true };
    const content = JSON.stringify(early);
    const text = 'update reaction set occasion = $2, content = $3, seal = $4 where id = $1';
    await this.#sql.query(text, [early.id, occasionOf(early), content, this.#reactions.of({ content })]);
  }

  async asked(periods: readonly CalendarPeriod[]): Promise<boolean[]> {
    const occasions = periods.map(occasionOf);
    const text = 'select occasion, content, seal from reaction where occasion = any($1::text[])';
    const rows = await this.#sql.query<Content & { occasion: string }>(text, [occasions]);
    for (const row of rows) {
      // The seal is over the content: a row that somebody moved says another period than its content.
      const what = `what the calendar asked for, ${row.occasion}`;
      if (occasionOf(own<ScheduledReaction>(this.#reactions, row, what)) !== row.occasion)
        throw foreignRow(what, MENDING);
    }
    const found = new Set(rows.map(({ occasion }) => occasion));
    return occasions.map((occasion) => found.has(occasion));
  }

  async lastOf(changes: readonly number[]): Promise<LastReactions> {
    const text = `select distinct on (change, position) change, position, round, content, seal from reaction
      where change = any($1::bigint[]) order by change, position, round desc`;
    const rows = await this.#sql.query<Content & Place>(text, [[...changes]]);
    const done: DoneReaction[] = [];
    const foreign = new Map<number, Error>();
    for (const row of rows) {
      const change = Number(row.change);
      const one = isOwn(this.#reactions, row) ? (JSON.parse(row.content) as DoneReaction) : null;
      // The seal is over the content: a row that somebody moved says another place than its content.
      const isOfPlace = one?.change === change && one.position === row.position && (one.round ?? 0) === row.round;
      if (one !== null && isOfPlace) done.push(one);
      else foreign.set(change, foreignRow(`a reaction to change ${change}`, MENDING));
    }
    return { done, foreign };
  }

  async find(id: string): ReturnType<ReactionStore['find']> {
    const [row] = await this.#sql.query<Content>('select content, seal from reaction where id = $1', [id]);
    if (row === undefined) return null;
    const what = `the reaction ${id}`;
    const found = own<DoneReaction | ScheduledReaction>(this.#reactions, row, what);
    // The seal is over the content: a row that somebody moved says another id than its content.
    if (found.id !== id) throw foreignRow(what, MENDING);
    return found;
  }

  async list({ before, limit }: Parameters<ReactionStore['list']>[0]): ReturnType<ReactionStore['list']> {
    const text = `select content, seal from reaction where $1::uuid is null or id < $1 order by id desc limit $2`;
    const rows = await this.#sql.query<Content>(text, [before, limit]);
    return rows.map((row) => own<DoneReaction | ScheduledReaction>(this.#reactions, row, 'a reaction'));
  }
}

/** One period of one deployment, by which a thing is asked for once; what was asked for early stands for itself alone. */
const occasionOf = ({ deployment, does, every, from, ...rest }: CalendarPeriod & Partial<ScheduledReaction>): string =>
  JSON.stringify([deployment, does, every, from, ...(rest.isEarly ? [rest.id] : [])]);

const isOwn = (seal: RowSeal, { content, seal: given }: Content): boolean => seal.isOwn({ content }, given);

function own<T>(seal: RowSeal, row: Content, what: string): T {
  if (isOwn(seal, row)) return JSON.parse(row.content) as T;
  throw foreignRow(what, MENDING);
}
