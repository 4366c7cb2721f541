// Imported by a program that is killed: every statement that changes something asks first whether it may be sent.
import pg from 'pg';
import { mayWrite, placeOfDatabase } from './places.js';

/** A `select ... for update` locks only. A commit changes what came before it. */
const WRITE = /\b(insert|(?<!for )update|delete|commit|truncate|create|alter|drop|copy|nextval|pg_notify)\b/i;

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

const query = (pg as unknown as { Query: { prototype: object } }).Query.prototype as {
  submit: (this: Query, connection: object) => unknown;
};
const { submit } = query;
query.submit = function asked(connection) {
  const at = WRITE.test(this.text) ? placeOfDatabase(databases.get(connection) ?? '') : null;
  // What is not sent is not answered.
  return mayWrite(at) ? submit.call(this, connection) : null;
};
