/** Most bytes of a policy that is read from a file; the service takes no longer one. */
export const MOST_POLICY_BYTES = 1024 * 1024;

/** The text of a file that somebody chose; throws where it is longer than what it is read for. */
export async function textOf(file: File, mostBytes: number): Promise<string> {
  if (file.size > mostBytes) throw new Error(`${file.name} has ${file.size} bytes; at most ${mostBytes} are read.`);
  return file.text();
}

/** Gives the reader a text as a file. */
export function save(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
