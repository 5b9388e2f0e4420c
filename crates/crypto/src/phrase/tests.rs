use super::*;

/// What the published entropy gives, in normal form. (The published Japanese words are not.)
#[test]
fn words_are_those_of_the_reference_vectors() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/vectors/bip39.json")).unwrap();
    for (name, language) in [("english", Language::English), ("japanese", Language::Japanese)] {
        let list = vectors[name].as_array().unwrap();
        assert_eq!(list.len(), 24);
        for vector in list {
            let text = vector["entropy"].as_str().unwrap();
            let mut entropy = [0; 32];
            let length = text.len() / 2;
            for (at, byte) in entropy[..length].iter_mut().enumerate() {
                *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap();
            }
            let phrase = Phrase::from_entropy_prefix(language, &entropy, length);
            let expected: String = vector["words"].as_str().unwrap().nfkd().collect();
            assert_eq!(phrase.words().as_str(), expected, "{text}");
        }
    }
}
