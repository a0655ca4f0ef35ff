//! Processes drawn from their diagram data.

use std::path::Path;

use workflow::diagram::{Marks, svg};

const DRAWN: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI">
<process id="p"><startEvent id="s"/><userTask id="a" name="Soạn &lt;thảo&gt;"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/></process>
<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">
<bpmndi:BPMNShape bpmnElement="s"><dc:Bounds x="0" y="22" width="36" height="36"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape bpmnElement="a"><dc:Bounds x="100" y="0" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNEdge bpmnElement="f"><di:waypoint x="36" y="40"/><di:waypoint x="100" y="40"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"#;

#[test]
fn the_present_position_is_marked_and_names_are_escaped() {
    let marks = Marks {
        present: ["a".to_owned()].into(),
        passed: ["s".to_owned(), "f".to_owned()].into(),
        captions: [("a".to_owned(), "Lan, từ 21/11".to_owned())].into(),
        ..Marks::default()
    };
    let drawing = svg(DRAWN, &marks).unwrap().unwrap();
    let read = roxmltree::Document::parse(&drawing).unwrap();
    let classes = |name: &str| {
        read.descendants()
            .filter(|element| {
                element
                    .attribute("class")
                    .is_some_and(|class| class.split(' ').any(|one| one == name))
            })
            .count()
    };
    assert_eq!((classes("is-present"), classes("is-passed")), (1, 2));
    assert!(drawing.contains("&lt;thảo&gt;") && drawing.contains("Lan, từ 21/11"));
}

#[test]
fn a_file_without_diagram_data_has_no_drawing() {
    assert_eq!(svg("<definitions/>", &Marks::default()), Ok(None));
}

#[test]
fn every_drawing_of_the_interchange_suite_is_well_formed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bpmn");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("{} is not there: nothing drawn", folder.display());
        return;
    };
    for file in files {
        let path = file.unwrap().path();
        let drawing = svg(&std::fs::read_to_string(&path).unwrap(), &Marks::default()).unwrap();
        let drawing = drawing.unwrap_or_else(|| panic!("{} has no drawing", path.display()));
        let shapes = roxmltree::Document::parse(&drawing).unwrap();
        assert!(
            shapes
                .descendants()
                .filter(|element| element.has_tag_name(("http://www.w3.org/2000/svg", "g")))
                .count()
                > 2
        );
    }
}
