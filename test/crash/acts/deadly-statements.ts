// Imported by a program that is killed: every statement that changes something asks first whether it may be sent.
import process from 'node:process';
import pg from 'pg';
import { mayWrite, placeOfDatabase } from './places.js';

/** A `select ... for update` locks only. A commit changes what came before it. */
const WRITE = /\b(insert|(?<!for )update|delete|commit|truncate|create|alter|drop|copy|nextval|pg_notify)\b/i;
const BEGIN = /^\s*(begin|start transaction)\b/i;
const END = /\b(commit|rollback(?!\s+to)|end|abort)\s*;?\s*$/i;
/**
 * What a statement changes within a transaction is gone if the process dies before the commit, whichever statement came last: deaths
 * between two statements of one transaction leave the same. `TRIBUNE_LONG=1` tries them all the same.
 */
const ALL = process.env.TRIBUNE_LONG !== undefined;

interface Query {
  readonly text: string;
}
interface Client {
  readonly connection: object;
  readonly database: string;
}

const databases = new WeakMap<object, string>();
const client = pg.Client.prototype as unknown as { connect: (this: Client, ...args: unknown[]) => unknown };
const { connect } = client;
client.connect = function remembered(...args) {
  databases.set(this.connection, this.database);
  return connect.apply(this, args);
};

/** Connections whose transaction is open. */
const inTransaction = new WeakSet<object>();

/** Whether something stays of a statement although the process dies after it. */
function stays(text: string, connection: object): boolean {
  if (BEGIN.test(text)) inTransaction.add(connection);
  if (END.test(text)) inTransaction.delete(connection);
  return WRITE.test(text) && (ALL || !inTransaction.has(connection));
}

const query = (pg as unknown as { Query: { prototype: object } }).Query.prototype as {
  submit: (this: Query, connection: object) => unknown;
};
const { submit } = query;
query.submit = function asked(connection) {
  const at = stays(this.text, connection) ? placeOfDatabase(databases.get(connection) ?? '') : null;
  // What is not sent is not answered.
  return mayWrite(at) ? submit.call(this, connection) : null;
};
