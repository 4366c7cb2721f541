import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import type { ViewWatcher } from '../../../core/base/followed-view.js';
import type { Runtime } from '../../../domain/log/ports/index.js';
import type { DeploymentRuleStore, SeededRule } from '../../../domain/rule-records/index.js';
import { type ChangeNotices, notify } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import {
  type Counted,
  foreignRow,
  GrownCounts,
  type GrownCountsDeps,
  RowSeal,
  type SealDeps,
} from '../tables/index.js';

interface Columns {
  readonly rules: string;
  readonly list_seal: Buffer | null;
  /** Null where there is no rule. */
  readonly id: string | null;
  readonly content: string;
  readonly sealed_seed: Buffer | null;
  readonly seal: Buffer;
}

export interface DeploymentRuleStoreDeps extends SealDeps, GrownCountsDeps {
  readonly runtime: Pick<Runtime, 'hmacSha256' | 'nowMs' | 'seal' | 'open'>;
  readonly notices: Pick<ChangeNotices, 'watch'>;
}

const TOPIC = 'deployment-rules';
const MENDING =
  'The log holds an entry of every rule that began and ended, with its digest; restore the newest backup.';

const aadOf = (id: string): Uint8Array => utf8(`tribune.rule-seed/v1 ${id}`);

/** Rules in PostgreSQL. Every row stands under a keyed hash, seeds are sealed; every change is told to all processes. */
export class PostgresDeploymentRuleStore implements DeploymentRuleStore {
  readonly #sql: Sql;
  readonly #deps: DeploymentRuleStoreDeps;
  readonly #rows: RowSeal;
  readonly #lists: RowSeal;
  readonly #counts: GrownCounts;

  constructor(sql: Sql, deps: DeploymentRuleStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
    this.#rows = new RowSeal('deployment_rule', deps);
    this.#lists = new RowSeal('deployment_rule_list', deps);
    this.#counts = new GrownCounts('deployment_rule', deps);
  }

  async lock(): Promise<{ readonly atMs: number }> {
    await this.#sql.query('update deployment_rule_list set change = change + 1');
    return { atMs: this.#deps.runtime.nowMs() };
  }

  rules(): Promise<SeededRule[]> {
    return this.#counts.held(() => this.#rules(), countedOf);
  }

  async #rules(): Promise<SeededRule[]> {
    const text = `select l.rules, l.list_seal, r.id, r.content, r.sealed_seed, r.seal
      from deployment_rule_list l left join deployment_rule r on true`;
    const rows = await this.#sql.query<Columns>(text);
    const listed = this.#listed(rows[0]);
    const rules = new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, this.#read(row)] as const])));
    // Without this check whoever removes the row of a rule would have everything decided as if there were none.
    const lost = listed.find((id) => !rules.has(id));
    if (lost !== undefined || rules.size !== listed.length)
      throw foreignRow(`the rule ${lost ?? 'that is in no list'}`, MENDING);
    const all = listed.map((id) => rules.get(id)!);
    // A rule ends where the next of its deployment begins, so the row of before its end would have two decide.
    const last = new Map(all.map(({ deployment, id }) => [deployment, id]));
    const again = all.find(({ deployment, id, untilMs }) => untilMs === null && last.get(deployment) !== id);
    if (again !== undefined) throw foreignRow(`the rule ${again.id}, which had ended,`, MENDING);
    return all;
  }

  async add(rule: SeededRule): Promise<void> {
    await this.#write('insert into deployment_rule (id, content, sealed_seed, seal) values ($1, $2, $3, $4)', rule);
    const [row] = await this.#sql.query<Columns>('select rules, list_seal from deployment_rule_list');
    const rules = JSON.stringify([...this.#listed(row), rule.id]);
    await this.#sql.query('update deployment_rule_list set rules = $1, list_seal = $2', [
      rules,
      this.#lists.of({ rules }),
    ]);
  }

  async save(rule: SeededRule): Promise<void> {
    await this.#write('update deployment_rule set content = $2, sealed_seed = $3, seal = $4 where id = $1', rule);
  }

  watch(watcher: ViewWatcher): () => void {
    return this.#deps.notices.watch(TOPIC, watcher);
  }

  async #write(text: string, { seed, ...rule }: SeededRule): Promise<void> {
    const { id } = rule;
    const content = JSON.stringify(rule);
    const sealed = seed === null ? null : Buffer.from(this.#deps.runtime.seal(this.#keyOf(id), aadOf(id), utf8(seed)));
    await this.#sql.query(text, [id, content, sealed, this.#rows.of({ id, content, seed: hexOf(sealed) })]);
    await notify(this.#sql, TOPIC);
  }

  #read({ id, content, sealed_seed: sealed, seal }: Columns): SeededRule {
    if (!this.#rows.isOwn({ id, content, seed: hexOf(sealed) }, seal)) throw foreignRow(`the rule ${id}`, MENDING);
    const seed = sealed === null ? null : this.#deps.runtime.open(this.#keyOf(id!), aadOf(id!), sealed);
    return { ...JSON.parse(content), seed: seed === null ? null : new TextDecoder().decode(seed) } as SeededRule;
  }

  /** The rules in the order in which they began. Before the first one nobody has sealed the list. */
  #listed(row: Pick<Columns, 'rules' | 'list_seal'> | undefined): string[] {
    // There is always one row, unless somebody took the list itself away.
    if (row === undefined) throw foreignRow('the list of rules', MENDING);
    const { rules, list_seal: seal } = row;
    const isNew = rules === '[]' && seal === null;
    if (isNew || (seal !== null && this.#lists.isOwn({ rules }, seal))) return JSON.parse(rules) as string[];
    throw foreignRow('the list of rules', MENDING);
  }

  /** The key of a seed; every sealing has a nonce of its own. */
  #keyOf(id: string): Uint8Array {
    return this.#deps.runtime.hmacSha256(this.#deps.keyring.indexKey(), aadOf(id));
  }
}

/** No rule is ever taken away, and none that ended begins again. */
function countedOf(rules: readonly SeededRule[]): Counted {
  const counts: Record<string, number> = {};
  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const { deployment, untilMs } of rules) {
    count(`rules of ${deployment}`);
    if (untilMs !== null) count(`ended rules of ${deployment}`);
  }
  return { counts, isWhole: true };
}

const hexOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : encodeHex(bytes));
