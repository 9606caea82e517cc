import { googleDrive } from '../../src/hosts/google-drive.ts';
import { runSlideHostTests } from './contract.ts';

const FILE = 'https://drive.usercontent.google.com/download?export=download&confirm=t&id=1aB_c-9';

runSlideHostTests({
  host: googleDrive,
  resolves: [
    ['https://drive.google.com/file/d/1aB_c-9/view?usp=sharing', FILE],
    ['https://drive.google.com/file/u/0/d/1aB_c-9/preview', FILE],
    ['https://drive.google.com/a/example.org/file/d/1aB_c-9/edit', FILE],
    ['https://drive.google.com/open?id=1aB_c-9', FILE],
    ['https://drive.google.com/uc?export=download&id=1aB_c-9', FILE],
    ['https://docs.google.com/uc?id=1aB_c-9', FILE],
    ['https://docs.google.com/file/d/1aB_c-9/edit', FILE],
    ['https://drive.usercontent.google.com/download?id=1aB_c-9', FILE],
    ['https://drive.google.com/file/d/1aB_c-9/view?resourcekey=0-x', `${FILE}&resourcekey=0-x`],
    ['https://drive.google.com/drive/folders/1aB_c-9', '[it is a folder, not a file]'],
    ['https://drive.google.com/open?id=a/../b', '[it names no file]'],
    ['https://drive.google.com/', '[it names no file]'],
  ],
  ignores: ['https://docs.google.com/presentation/d/1aB_c-9/edit', 'https://docs.google.com/forms/d/e/1/viewform'],
});
