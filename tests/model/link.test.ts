import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, type LinkFacts, linkKind } from '../../src/model/link.ts';
import type { LinkKind } from '../../src/model/vocabulary.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';

const FILES = 'https://hosted-files.sched.co/kccnceu18/66';

describe('linkKind', () => {
  it.each<[LinkKind, string, Partial<LinkFacts>?]>([
    // By extension
    ['slides', `${FILES}/kubecon.pdf`, { origin: 'attachment' }],
    ['slides', `${FILES}/deck.pptx`, { origin: 'attachment' }],
    ['slides', `${FILES}/slides.pptx.pdf`, { origin: 'attachment' }],
    ['slides', `${FILES}/deck%20.PPTX`],
    ['slides', `${FILES}/Deck.key`],
    ['slides', `${FILES}/chaos.odp`],
    ['slides', 'https://example.org/80%25.pdf'],
    ['slides', 'https://example.org/talk.pdf?download=1#page=2'],
    ['video', `${FILES}/demo.mov`, { origin: 'attachment', label: 'Slides' }],
    ['video', 'https://example.org/recording.mp4'],
    ['video', 'https://example.org/recording.webm'],
    ['transcript', `${FILES}/captions.vtt`],
    ['transcript', `${FILES}/KubeCon_Day_1.txt`, { origin: 'attachment' }],
    ['transcript', `${FILES}/Plain_Text_Transcript_212_PIAO-1198`, { origin: 'attachment' }],
    ['other', 'https://example.org/robots.txt', { origin: 'description' }],
    ['other', `${FILES}/material.zip`, { origin: 'attachment' }],
    ['other', `${FILES}/photo.gif`, { origin: 'attachment' }],
    // By the platform's own type
    ['paper', 'https://example.org/attachments/12', { type: 'paper' }],
    ['slides', 'https://example.org/attachments/12', { type: 'Slides' }],
    ['paper', 'https://example.org/p.pdf', { type: 'paper' }],
    ['paper', 'https://example.org/p.pdf', { label: 'Full paper' }],
    ['video', 'https://example.org/p.mp4', { type: 'slides' }],
    // By host
    ['slides', 'https://docs.google.com/presentation/d/1AbC/edit?usp=sharing'],
    ['slides', 'https://docs.google.com/a/example.org/presentation/d/1AbC/edit'],
    ['other', 'https://docs.google.com/document/d/1AbC/edit'],
    ['slides', 'https://speakerdeck.com/jane/storage'],
    ['slides', 'https://www.slideshare.net/jane/storage'],
    ['slides', 'https://fr.slideshare.net/jane/storage'],
    ['slides', 'https://slides.example.org/2019/storage/'],
    ['video', 'https://youtu.be/xaTEuk-DKqI'],
    ['video', 'https://www.youtube.com/watch?v=xaTEuk-DKqI', { label: 'slides and video' }],
    ['video', 'https://player.vimeo.com/video/1234'],
    ['code', 'https://github.com/containerd/containerd'],
    ['code', 'https://gitlab.com/a/b'],
    ['slides', 'https://github.com/jane/talks/raw/main/storage.pdf'],
    ['paper', 'https://arxiv.org/abs/2107.06499'],
    ['paper', 'https://arxiv.org/pdf/2107.06499.pdf'],
    // By label
    ['slides', 'https://example.org/12', { label: 'Slides' }],
    ['slides', 'https://www.dropbox.com/s/abc/1', { label: 'Our presentation' }],
    ['slides', 'https://zenodo.org/records/123', { label: 'Slide deck' }],
    ['video', 'https://example.org/12', { label: 'LINK TO VIDEO RECORDING' }],
    ['code', 'https://example.org/12', { label: 'Source code' }],
    ['other', 'https://example.org/', { label: 'our site' }],
    ['other', 'https://example.org/', { label: 'Code of Conduct' }],
    ['other', 'https://events.example.org/attend/code-of-conduct/'],
    ['other', 'not an address'],
    ['other', ''],
  ])('is %s for %s', (kind, url, facts) => {
    expect(linkKind({ url, label: null, origin: 'description', ...facts })).toBe(kind);
  });

  it('has a kind for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (url, label) => {
        linkKind({ url, label, origin: 'attachment', type: label });
      }),
    );
  });
});

describe('canonicalUrl', () => {
  const same: [string, string[]][] = [
    [
      'sched-file:kccnceu18/66/kubecon%202018.pdf',
      [
        'http://schd.ws/hosted_files/kccnceu18/66/kubecon%202018.pdf',
        'https://schd.ws/hosted_files/kccnceu18/66/kubecon 2018.pdf',
        'https://kccnceu18.schd.ws/hosted_files/kccnceu18/66/kubecon%202018.pdf',
        'https://static.sched.com/hosted_files/kccnceu18/66/kubecon%202018.pdf',
        'https://hosted-files.sched.co/kccnceu18/66/kubecon%202018.pdf',
        'HTTPS://HOSTED-FILES.SCHED.CO/kccnceu18/66/kubecon%202018.pdf?download#page=3',
      ],
    ],
    [
      'sched-file:agntconmcpconeu26/ff/Beyond%20the%20Easy%2080%25.pdf',
      ['https://hosted-files.sched.co/agntconmcpconeu26/ff/Beyond%20the%20Easy%2080%25.pdf'],
    ],
    [
      "sched-file:e/0a/_MCPcon%20Europe%20'26_.pdf",
      [
        'https://hosted-files.sched.co/e/0a/_MCPcon%20Europe%20%2726_.pdf',
        "https://hosted-files.sched.co/e/0a/_MCPcon%20Europe%20'26_.pdf",
      ],
    ],
    [
      'https://www.youtube.com/watch?v=xaTEuk-DKqI',
      [
        'https://youtu.be/xaTEuk-DKqI',
        'https://youtu.be/xaTEuk-DKqI?t=42',
        'http://www.youtube.com/watch?v=xaTEuk-DKqI&list=PLx',
        'https://m.youtube.com/watch?feature=share&v=xaTEuk-DKqI',
        'https://www.youtube.com/embed/xaTEuk-DKqI?rel=0',
        'https://www.youtube-nocookie.com/embed/xaTEuk-DKqI',
        'https://www.youtube.com/live/xaTEuk-DKqI',
      ],
    ],
    [
      'https://example.org/a%20b/caf%C3%A9.pdf',
      [
        'http://example.org/a%20b/caf%C3%A9.pdf',
        'https://EXAMPLE.org:443/a b/café.pdf#page=2',
        'http://example.org:80/a%20b/cafe\u0301.pdf',
        ' https://user:secret@example.org/%61%20b/caf%c3%a9.pdf ',
      ],
    ],
    ['https://example.org/80%25.pdf', ['https://example.org/80%25.pdf', 'https://example.org/80%.pdf']],
    ['https://example.org/f?q=a%20b', ['https://example.org/f?q=a+b&utm_source=x', 'https://example.org/f?q=a%20b']],
    ['https://example.org/#!/talk/7', ['http://example.org/#!/talk/7']],
    ['http://127.0.0.1:8080/e/66/a.pdf'.replace('http', 'https'), ['http://127.0.0.1:8080/e/66/a.pdf#x']],
  ];

  it.each(same.flatMap(([key, urls]) => urls.map((url) => [url, key])))('%s has the key %s', (url, key) => {
    expect(canonicalUrl(url)).toBe(key);
  });

  it.each([
    ['https://example.org/100%2541', 'https://example.org/100%41'],
    ['https://example.org/a+b', 'https://example.org/a b'],
    ['https://example.org/a', 'https://example.org/a/'],
    ['https://hosted-files.sched.co/e/66/a.pdf', 'https://hosted-files.sched.co/e/67/a.pdf'],
    ['https://hosted-files.sched.co/e/66/%25.pdf', 'https://hosted-files.sched.co/e/66/%2525.pdf'],
    ['https://youtu.be/xaTEuk-DKqI', 'https://youtu.be/xaTEuk-DKqi'],
    ['https://example.org/?v=1', 'https://example.org/?v=2'],
  ])('%s and %s are two links', (one, other) => {
    expect(canonicalUrl(one)).not.toBe(canonicalUrl(other));
  });

  it('is its own key, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true })),
        (url) => {
          expect(canonicalUrl(canonicalUrl(url))).toBe(canonicalUrl(url));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is its own key, for addresses full of percent signs, accents and broken bytes', () => {
    const piece = fc.constantFrom(
      ' ',
      ...'% %2 %25 %E9 %C3%A9 %cc%81 e e\u0301 / // .. %2e ? & = + # #! |'.split(' '),
      ...'hosted_files ab Kelvin\u212A \u037E \uD800 \\ : @ [ utm_x=1'.split(' '),
    );
    const host = fc.constantFrom(
      'https://example.org/',
      'http://schd.ws/hosted_files/e/ab/',
      'https://hosted-files.sched.co/e/0f/',
      'https://youtu.be/',
    );
    fc.assert(
      fc.property(host, fc.array(piece, { maxLength: 12 }), (start, pieces) => {
        const key = canonicalUrl(start + pieces.join(''));
        expect(canonicalUrl(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});

describeCorpus('the 219 deck addresses of KubeCon EU 2018', () => {
  const published = (): string[] => [
    ...new Set(
      readFileSync(corpusPath('sched', 'kccnceu18-hosted-files.tsv'), 'utf8').match(/https?:\/\/\S*hosted\S*/gu),
    ),
  ];

  it('have a key each, the same on every generation of the file host', () => {
    const addresses = published();
    const keys = new Set(addresses.map(canonicalUrl));
    expect(keys.size).toBe(219);
    const moved = addresses.map((url) =>
      canonicalUrl(url.replace(/^https?:\/\/[^/]+\/(?:hosted_files\/)?/u, 'https://hosted-files.sched.co/')),
    );
    expect(new Set(moved)).toEqual(keys);
  });

  it('are slides, but for one film', () => {
    const kinds = published().map((url) => linkKind({ url, label: null, origin: 'attachment' }));
    expect(kinds.filter((kind) => kind === 'slides')).toHaveLength(218);
    expect(kinds.filter((kind) => kind === 'video')).toHaveLength(1);
  });
});
