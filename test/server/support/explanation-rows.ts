import { OTHER_VALUE, rowsByHand } from '../../decisions/support/rows-to-change.js';

type AskSql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

const TABLES = ['explanation', 'explanation_basis', 'explanation_budget', 'explanation_given'];

/**
 * Changes, removes and repeats rows of the tables of explanations by hand, one at a time, and puts each back.
 *
 * @param isNoticed whether the check of the log or a read refuses what stands there
 * @returns what was tried, and what of it nobody noticed
 */
export async function changeRows(
  sql: AskSql,
  isNoticed: () => Promise<boolean>,
): Promise<{ readonly tried: number; readonly unnoticed: string[] }> {
  const { columns, original, put, remove } = rowsByHand(sql);
  const unnoticed: string[] = [];
  let tried = 0;
  const demandNoticed = async (what: string): Promise<void> => {
    tried++;
    if (!(await isNoticed())) unnoticed.push(what);
  };
  const all = (await columns()).filter(({ table }) => TABLES.includes(table));
  for (const table of TABLES) {
    const own = all.filter((one) => one.table === table);
    const keys = own.filter(({ isKey }) => isKey).map(({ column }) => column);
    const [found] = await sql<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t limit 1`);
    const { row } = found!;
    for (const { column, type, isKey } of own) {
      const changed = `(jsonb_populate_record(o, jsonb_build_object('${column}', ${OTHER_VALUE[type]!(`o.${column}`)}))).*`;
      const insert = `insert into ${table} as t select ${changed} from ${original(table)} returning to_jsonb(t)::text as row`;
      if (isKey) {
        const [copy] = await sql<{ row: string }>(insert, [row]);
        await demandNoticed(`${table} repeated under another ${column}`);
        await remove(table, keys, copy!.row);
      }
      await remove(table, keys, row);
      const [other] = await sql<{ row: string }>(insert, [row]);
      await demandNoticed(`${table}.${column} edited`);
      await remove(table, keys, other!.row);
      await put(table, row);
    }
    await remove(table, keys, row);
    await demandNoticed(`${table} removed`);
    await put(table, row);
  }
  return { tried, unnoticed };
}
