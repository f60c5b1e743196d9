//! # Addresses, and references to them                      chapter 02 · RFC 9110 §4.2, RFC 3986 §5
//! Knows: which texts are addresses, and what a reference means. Does not know: who is there.
//! Read before: `http1/src/uri.rs`, `http1/src/uri/reference.rs`. Read next: `tests/08_uri.rs`.

use http1::{Uri, UriError};

#[test] // HTTP-3.2.1-01, SEM-4.2.1-02, SEM-4.2.4-01
fn must_read_an_address_into_its_normal_form() {
    for (text, shown) in [
        ("http://h", "http://h/"),
        ("HTTP://H:80/a#b", "http://h/a"),
        ("https://h:443?x", "https://h/?x"),
        ("https://h:80/", "https://h:80/"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
        ("http://h/\u{e9} b", "http://h/%C3%A9%20b"),
        ("http://h/#", "http://h/"),
    ] {
        assert_eq!(Uri::parse(text).unwrap().to_string(), shown, "{text}");
    }
    for (text, error) in [
        ("ws://h/", UriError::Scheme("ws".into())),
        ("h", UriError::Scheme("".into())),
        ("http:h", UriError::NoAuthority),
        ("http://", UriError::NoHost),
        ("http://a@h/", UriError::UserInfo),
        ("http://h:0/", UriError::NotAPort("0".into())),
        ("http://h/\r\nX: y", UriError::Control('\r')),
        ("http://h/%", UriError::LonePercent),
    ] {
        assert_eq!(Uri::parse(text), Err(error), "{text}");
    }
}

/// The examples of RFC 3986 §5.4, without the parameters of schemes that are not ours. A fragment
/// is dropped.
#[test]
fn vector_references_are_resolved() {
    let base = Uri::parse("http://a/b/c/d;p?q").unwrap();
    for (reference, target) in [
        ("g", "/b/c/g"),
        ("./g", "/b/c/g"),
        ("g/", "/b/c/g/"),
        ("/g", "/g"),
        ("?y", "/b/c/d;p?y"),
        ("g?y", "/b/c/g?y"),
        ("#s", "/b/c/d;p?q"),
        ("g#s", "/b/c/g"),
        ("g?y#s", "/b/c/g?y"),
        (";x", "/b/c/;x"),
        ("g;x", "/b/c/g;x"),
        ("g;x?y#s", "/b/c/g;x?y"),
        ("", "/b/c/d;p?q"),
        (".", "/b/c/"),
        ("./", "/b/c/"),
        ("..", "/b/"),
        ("../", "/b/"),
        ("../g", "/b/g"),
        ("../..", "/"),
        ("../../", "/"),
        ("../../g", "/g"),
        ("../../../g", "/g"),
        ("../../../../g", "/g"),
        ("/./g", "/g"),
        ("/../g", "/g"),
        ("g.", "/b/c/g."),
        (".g", "/b/c/.g"),
        ("g..", "/b/c/g.."),
        ("..g", "/b/c/..g"),
        ("./../g", "/b/g"),
        ("./g/.", "/b/c/g/"),
        ("g/./h", "/b/c/g/h"),
        ("g/../h", "/b/c/h"),
        ("g;x=1/./y", "/b/c/g;x=1/y"),
        ("g;x=1/../y", "/b/c/y"),
        ("g?y/./x", "/b/c/g?y/./x"),
        ("g?y/../x", "/b/c/g?y/../x"),
        ("g#s/../x", "/b/c/g"),
    ] {
        let there = base.join(reference).unwrap();
        assert_eq!(there.to_string(), format!("http://a{target}"), "{reference:?}");
    }
    assert_eq!(base.join("//g").unwrap().to_string(), "http://g/");
    assert_eq!(base.join("//g:8080/x").unwrap().to_string(), "http://g:8080/x");
    assert_eq!(base.join("g:h"), Err(UriError::Scheme("g".into())));
    assert_eq!(base.join("http:g"), Err(UriError::NoAuthority), "strict, as §5.2.2 has it");
}

#[test]
fn must_tell_origins_apart() {
    let base = Uri::parse("http://h:8080/a").unwrap();
    for (other, same) in [
        ("http://H:8080/b?c", true),
        ("http://h/a", false),
        ("https://h:8080/a", false),
        ("http://i:8080/a", false),
    ] {
        assert_eq!(base.is_same_origin(&Uri::parse(other).unwrap()), same, "{other}");
    }
}

laws::proptest::proptest! {
    /// What is displayed parses to the same, and what is joined to anything too.
    #[test]
    fn law_any_text_is_an_address_or_an_error(
        text in "(https?:)?(//)?[a-z:@\\[\\]./?#% \u{e9}-]{0,30}",
    ) {
        let base = Uri::parse("https://h:1/a/b?c").unwrap();
        for uri in [Uri::parse(&text), base.join(&text)].into_iter().flatten() {
            laws::proptest::prop_assert_eq!(Uri::parse(&uri.to_string()), Ok(uri));
        }
    }
}
