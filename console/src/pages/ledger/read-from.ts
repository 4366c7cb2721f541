/** Reads a file of a log as the verifying code wants it; null where there is none. */
export const readFrom =
  (log: string) =>
  async (path: string): Promise<Uint8Array | null> => {
    const answer = await fetch(`/ledger/${log}/${path}`);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`The service answered ${answer.status} for ${path}.`);
    return new Uint8Array(await answer.arrayBuffer());
  };
