//! The language of a fence: the name in what stands behind its marks, and the grammar of that name.

use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// The grammars. Loading them takes a millisecond; the regular expressions of each are compiled when it is used.
pub(super) static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that no grammar has, each with those that are in use for it.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("Apache Conf", "apache apacheconf apache2"),
    ("Bourne Again Shell (bash)", "shell console shell-session shellsession sh-session bash-session terminal ksh"),
    ("Batch File", "batch dosbatch cmd"),
    ("C#", "csharp c-sharp dotnet"),
    ("C++", "arduino ino cuda opencl c_cpp"),
    ("Dockerfile", "docker containerfile"),
    ("DotENV", "dotenv"),
    ("F#", "fsharp fs"),
    ("Fortran (Modern)", "fortran"),
    ("GDScript (Godot Engine)", "gdscript"),
    ("GLSL", "hlsl"),
    ("Go", "golang"),
    ("Graphviz (DOT)", "graphviz"),
    ("HTML", "handlebars hbs mustache angular xhtml"),
    ("HTML (EEx)", "eex heex leex"),
    ("HTML (Jinja2)", "django html+django html+jinja"),
    ("HTML (Rails)", "erb html+erb rhtml eruby"),
    ("HTML (Twig)", "liquid twig html+twig"),
    ("INI", "systemd editorconfig"),
    ("JSON", "json5 jsonc webmanifest"),
    ("JavaScript", "node nodejs mjs cjs es6 ecmascript"),
    ("Lisp", "elisp emacs-lisp emacs scheme common-lisp commonlisp guile"),
    ("MATLAB", "octave"),
    ("OCaml", "reason reasonml"),
    ("Objective-C", "objc objectivec obj-c"),
    ("Pascal", "delphi"),
    ("Python", "python2 python3 ipython ipython3 gyp"),
    ("ActionScript", "as3"),
    ("Regular Expression", "regex regexp"),
    ("SQL", "mysql postgresql postgres pgsql psql plsql plpgsql tsql sqlite mariadb"),
    ("SSH Config", "ssh-config sshconfig"),
    ("TypeScriptReact", "jsx typescriptreact javascriptreact"),
    ("VimL", "vimscript viml nvim"),
    ("XML", "plist xsl dtd atom rdf wsdl"),
    ("x86_64 Assembly", "assembly x86asm nasm-asm"),
];

/// Names of sessions in a terminal.
const CONSOLES: &[&str] = &["console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"];

/// The name of the language in what stands behind the marks of a fence: `rust,ignore`, `{.python #id}`, `{r, echo=FALSE}`,
/// `ruby linenos`, `js {1,3}`, `js:main.js`, `brush: php`. Empty where there is none.
pub(in crate::render) fn name(info: &str) -> String {
    let info = info.trim();
    let info = info.strip_prefix("brush:").unwrap_or(info).trim_start();
    let braces = info.strip_prefix('{').map(|inner| inner.trim_end_matches('}').trim_start_matches([':', ' ']));
    let class = braces.and_then(|inner| inner.split_whitespace().find_map(|word| word.strip_prefix('.')));
    let word = class.or(braces).unwrap_or(info);
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | '(' | '=' | '?' | ':' | ';' | '"' | '\'');
    let word = word.split(is_end).next().unwrap_or_default();
    let word = word.strip_prefix("language-").unwrap_or(word);
    word.trim_start_matches(['.', '#']).to_lowercase()
}

/// The grammar of a language. `None` where there is none, and for plain text.
pub(super) fn find(name: &str, code: &str) -> Option<&'static SyntaxReference> {
    let full = OTHER_NAMES.iter().find(|(_, names)| names.split(' ').any(|other| other == name));
    let full = match name {
        "" => return None,
        "php" if !code.contains("<?") => Some("PHP Source"),
        _ => full.map(|(full, _)| *full),
    };
    let found = match full {
        Some(full) => SYNTAXES.find_syntax_by_name(full),
        None => SYNTAXES.find_syntax_by_token(name),
    };
    found.filter(|syntax| syntax.name != "Plain Text")
}

pub(super) fn is_console(name: &str) -> bool {
    CONSOLES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_language_is_found_in_every_form() {
        for (info, expected) in [
            ("rust", "rust"),
            (" rust,ignore", "rust"),
            ("{.python .numberLines #a}", "python"),
            ("{#a .Python}", "python"),
            ("{r, echo=FALSE}", "r"),
            ("ruby linenos", "ruby"),
            ("js {1,3}", "js"),
            ("js{1,3}", "js"),
            ("go {linenos=table,hl_lines=[8]}", "go"),
            ("js:main.js", "js"),
            ("brush: php; toolbar: false", "php"),
            ("C++", "c++"),
            ("c#", "c#"),
            ("language-yaml", "yaml"),
            ("{: .language-css}", "css"),
            ("title=\"a\"", "title"),
            ("", ""),
        ] {
            assert_eq!(name(info), expected, "{info}");
        }
    }

    #[test]
    fn every_name_has_a_grammar() {
        for name in OTHER_NAMES.iter().flat_map(|(_, names)| names.split(' ')) {
            assert!(find(name, "").is_some(), "{name}");
        }
        let known = "bash sh zsh go js javascript ts typescript tsx jsx c c++ cpp h cs c# objective-c html xml svg yaml yml json toml \
                     ini dockerfile make makefile nginx sql vim python py rb ruby php perl pl r scala kotlin kt swift haskell hs \
                     elixir ex erlang erl clojure clj lisp racket ocaml ml f# diff patch latex tex md markdown graphql proto \
                     terraform hcl tf nix zig dart lua julia matlab pascal d crystal nim groovy gradle java jinja jinja2 svelte vue \
                     css scss sass less stylus coffee coffeescript http asm nasm verilog vhdl solidity cmake puppet awk fish tcl \
                     ada haml slim rust rs rst org csv dot glsl elm purescript idris lean qml typst odin wgsl";
        for name in known.split_whitespace() {
            assert!(find(name, "<?php").is_some(), "{name}");
        }
        for name in ["text", "txt", "plain", "plaintext", "none", "mermaid", "", "?"] {
            assert!(find(name, "").is_none(), "{name}");
        }
    }
}
