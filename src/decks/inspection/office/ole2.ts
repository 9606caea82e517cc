import { open } from 'node:fs/promises';
import { type CompoundFile, openCompoundFile } from './compound-file.ts';

/**
 * What an OLE2 compound file holds. `encrypted`: a PPTX (or another Open XML file) that wants a password, which is packed into one, or a PPT
 * that wants one. `ppt`: slides of PowerPoint 97 to 2003. `other`: anything else, also a file that is none or is broken.
 */
export type OleState = 'encrypted' | 'ppt' | 'other';

/** `headerToken` of a CurrentUserAtom whose file is encrypted; 0xE391C05F where it is not ([MS-PPT] 2.3.2). */
const ENCRYPTED_TOKEN = 0xf3d1c4df;

/** Where the token stands: behind the record's header of 8 bytes and a size of 4. */
const TOKEN_OFFSET = 12;

/**
 * Looks into the directory of a compound file. Whatever its bytes are, this ends soon and throws nothing because of them; it rejects where
 * the file cannot be opened or read.
 */
export async function readOle2(path: string): Promise<OleState> {
  const file = await open(path, 'r');
  try {
    const compound = await openCompoundFile(file);
    return compound === null ? 'other' : await stateOf(compound);
  } finally {
    await file.close();
  }
}

async function stateOf(compound: CompoundFile): Promise<OleState> {
  const names = await compound.topLevel();
  // There under every way of encryption, rights management included ([MS-OFFCRYPTO] 1.3); EncryptionInfo is not.
  if (names.has('encryptedpackage')) return 'encrypted';
  if (!names.has('powerpoint document')) return 'other';
  const user = names.get('current user');
  const atom = user === undefined ? null : await compound.start(user, TOKEN_OFFSET + 4);
  return atom?.readUInt32LE(TOKEN_OFFSET) === ENCRYPTED_TOKEN ? 'encrypted' : 'ppt';
}
