import Foundation
import Sealing

extension Page {
    /// The page's one style sheet. Text 4.5:1 or better on its ground, targets 44 pixels high. Source: WCAG 2.2 AA.
    static let style = """
        :root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1c2530;--soft:#55606e;--line:#d9dee5;\
        --act:#1f5f8b;--act-ink:#fff}
        @media (prefers-color-scheme:dark){:root{--ground:#12171d;--card:#1b222b;--ink:#e8ecf1;--soft:#a9b4c0;\
        --line:#313b47;--act:#8cc4ea;--act-ink:#0d1a24}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);\
        color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        main{width:100%;max-width:520px;background:var(--card);border:1px solid var(--line);border-radius:14px;\
        padding:32px 28px}
        h1{margin:0 0 12px;font-size:24px;line-height:1.25}
        p{margin:0 0 20px}
        button{width:100%;min-height:48px;padding:12px 16px;border:0;border-radius:10px;background:var(--act);\
        color:var(--act-ink);font:inherit;font-weight:600;line-height:1.3;cursor:pointer;margin-bottom:20px}
        button:focus-visible,a:focus-visible{outline:3px solid var(--act);outline-offset:3px}
        .from{margin:0 0 6px;font-weight:600;color:var(--soft)}
        .small{color:var(--soft);font-size:15px;margin:0}
        form{margin:0}
        nav{margin-top:20px;padding-top:8px;border-top:1px solid var(--line)}
        a{display:inline-block;padding:10px 0;color:var(--act)}
        main>:last-child{margin-bottom:0;padding-bottom:0}
        """

    /// What the content policy names instead of allowing any style. Source: CSP level 3, section 2.3.1.
    static let styleHash = Data(Digest.sha256(Array(style.utf8))).base64EncodedString()
}
