//! The search of the example site: questions with the answers that people judged, which `benches/search` also asks of another search.

use std::path::Path;

use super::super::program::{courant, read};
use super::output;

#[test]
fn nine_of_ten_questions_are_answered_among_the_first_ten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let questions: Vec<serde_json::Value> = serde_json::from_str(&read(root, "benches/search_questions.json")).unwrap();
    assert!(questions.len() > 80);
    let (mut found, mut ranks, mut missed) = (0.0, 0.0, Vec::new());
    for question in &questions {
        let query = question["query"].as_str().unwrap();
        let told = courant(root, &["search", "--output", output().to_str().unwrap(), "--format", "json", query]);
        let hits: Vec<serde_json::Value> = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{told:?}"));
        let answers = question["answers"].as_array().unwrap();
        match (1_u8..).zip(&hits).find(|(_, hit)| answers.contains(&hit["title"])) {
            Some((rank, _)) => (found, ranks) = (found + 1.0, ranks + 1.0 / f64::from(rank)),
            None => missed.push(query),
        }
    }
    let all = f64::from(u32::try_from(questions.len()).unwrap());
    assert!(found / all >= 0.9 && ranks / all >= 0.9, "recall {}, MRR {}: {missed:?}", found / all, ranks / all);
}
